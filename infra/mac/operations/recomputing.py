"""Makes the scheduler compute figures from the facts again and publish them."""

import json
from collections.abc import Callable, Iterable

from mac.errors import UserError
from mac.systems import System
from macexpress.marks.mark import mark_of_repair
from macexpress.statistics.audit import days_of_month


def forget_months(system: System, centre_months: Iterable[tuple[str, str]]) -> None:
    """Remove the rows of centres' months (``yyyymm``), and mark each of their days that has facts."""
    for centre, month in sorted(centre_months):
        system.tallies.forget_month(centre, month)
        for day in days_of_month(month):
            if any(True for _ in system.attentions.facts_of_day(centre, day)):
                system.marks.put(mark_of_repair(centre, day))


def publish(system: System, progress: Callable[[int], None] = lambda _: None) -> None:
    """Run the statistics function until no mark is left; `progress` gets the number of marks of each run."""
    functions, worked_off = system.client("lambda"), 1
    while worked_off:
        answer = functions.invoke(FunctionName=system.outputs["StatisticsFunctionName"], Payload=b"{}")
        content = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise UserError(f"La función de estadísticas falló: {content}. Repita la orden: no se pierde nada.")
        worked_off = content["marks"]
        progress(worked_off)
