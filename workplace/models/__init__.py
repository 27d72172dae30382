from workplace.models.daily_sum import DailySum, SumKind, SumsTaken
from workplace.models.letterhead import Letterhead
from workplace.models.saved_view import SavedView

__all__ = ["DailySum", "Letterhead", "SavedView", "SumKind", "SumsTaken"]
