"""Views that use everything in `common.api`, and nothing else."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from common.api.fields import BoundedText, MoneyField
from common.api.filters import (
    RANGE,
    AmountFilter,
    IdFilter,
    IdsFilter,
    JsonFilter,
    MomentFilter,
    StrictFilterSet,
    TextFilter,
    TextsFilter,
    WordsFilter,
    YesNoFilter,
)
from common.api.renderers import CsvRenderer, JsonRenderer, XmlRenderer, YamlRenderer
from common.api.serializers import StrictSerializer
from orders.models import Order
from orders.statuses import OrderStatus, PaymentStatus


class LineInput(StrictSerializer):
    sku = BoundedText(max_length=10, allow_blank=False)
    quantity = serializers.IntegerField(min_value=1)


class NoteInput(StrictSerializer):
    message = BoundedText(max_length=100)
    lines = LineInput(many=True, required=False)


class Open(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()


class Echo(Open):
    """Echoes its body in any format."""

    renderer_classes = (JsonRenderer, XmlRenderer, YamlRenderer, CsvRenderer)

    def get(self, request):
        return Response({"method": request.method, "query": dict(request.query_params)})

    def post(self, request):
        return Response(request.data)

    put = patch = delete = post


class Checked(Open):
    """Says back what a serializer made of it."""

    def post(self, request):
        return Response(NoteInput.checked(request))

    def put(self, request):
        return Response(NoteInput.checked(request, many=True))


class Failing(Open):
    """Raises `error`, which a test has put there."""

    error: Exception = RuntimeError("Nobody foresaw this.")

    def get(self, request):
        raise self.error


class OrderFilters(StrictFilterSet):
    id = IdFilter(help_text="The order's id.")
    number = TextFilter(lookups=("exact", "contains", "icontains"), help_text="The channel's number.")
    ref = TextsFilter()
    customer = IdsFilter()
    status = WordsFilter(vocabulary=OrderStatus, lookups=("exact", *RANGE))
    payment_status = WordsFilter(vocabulary=PaymentStatus)
    total = AmountFilter(lookups=("exact", *RANGE))
    date_placed = MomentFilter(lookups=(*RANGE, "date", "isnull"))
    has_gift_box = YesNoFilter()
    extra_field = JsonFilter()
    tracking = TextsFilter("shipments__tracking_number")
    note = TextFilter(method="with_note")

    def with_note(self, queryset, name, value):
        return queryset.filter(customer_note=value)


class OrderRow(serializers.ModelSerializer):
    total = MoneyField()

    class Meta:
        model = Order
        fields = ("id", "ref", "total")


class OrderRows(Open, ListAPIView):
    queryset = Order.objects.all()
    serializer_class = OrderRow
    filterset_class = OrderFilters
    extra_parameters = ("expand",)
    ordering = "-date_placed"
    ordering_fields = {
        "date_placed": "date_placed",
        "total": "total",
        "status": "status",
        "paid_at": "paid_at",
        "customer_last_login": "customer__last_login",
    }


class PlainRows(Open, ListAPIView):
    """A list that declares nothing."""

    queryset = Order.objects.all()
    serializer_class = OrderRow


def forbid(request):
    raise PermissionDenied


def distrust(request):
    raise SuspiciousOperation("strange")


def fail(request):
    raise RuntimeError("Nobody foresaw this.")


def miss(request):
    raise Http404


def wait_in_vain(request):
    raise OperationalError("database is locked")


outside = [
    path("forbidden/", forbid),
    path("strange/", distrust),
    path("broken/", fail),
    path("missing/", miss),
]
urlpatterns = [
    path("api/echo/", Echo.as_view()),
    path("api/checked/", Checked.as_view()),
    path("api/failing/", Failing.as_view()),
    path("api/orders/", OrderRows.as_view()),
    path("api/plain/", PlainRows.as_view()),
    path("pages/echo/", lambda request: HttpResponse("a page")),
    *outside,
    path("api/busy/", wait_in_vain),
    *(path(f"api/{route.pattern}", route.callback) for route in outside),
]

handler400 = "orders_service.errors.bad_request"
handler403 = "orders_service.errors.permission_denied"
handler404 = "orders_service.errors.page_not_found"
handler500 = "orders_service.errors.server_error"
