from cancellations.models.plan import CancellationPlan, PlanLine

__all__ = ["CancellationPlan", "PlanLine"]
