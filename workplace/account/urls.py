"""`/admin/account/…`: one's own second factor and sessions."""

from django.urls import path

from workplace.account.second_factor import CodeView, SecondFactorView, SetUpView
from workplace.account.sessions import SessionsView

urlpatterns = [
    path("second-factor/", SecondFactorView.as_view(), name="second-factor"),
    path("second-factor/code/", CodeView.as_view(), name="second-factor-code"),
    path("second-factor/set-up/", SetUpView.as_view(), name="second-factor-set-up"),
    path("sessions/", SessionsView.as_view(), name="own-sessions"),
]
