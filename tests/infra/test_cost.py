"""The cost model: its sums, and that the handbook has its results. `make cost` measures; these tests never do."""

import re
from dataclasses import replace
from typing import Any

import pytest

from cloud_template import ROOT
from mac.cost import prices
from mac.cost.measure import item_bytes
from mac.cost.model import BEHAVIOURS, Consumed, Programme, firewalled, terms, traced

CONSUMED = Consumed(3, 2, 650, 350, 120, 26, 34, 5, 3, 180, 45, 500_000, 1_200, 6_000, 55_000, 750)
SMALL, LARGE = Programme(43_000, 71), Programme(100e6, 4_000)


def test_every_price_has_its_source() -> None:
    """A price has a page and a day, or the remark that it was not seen there; otherwise it is a guess."""
    named = [price for price in vars(prices).values() if isinstance(price, prices.Price)]
    assert len(named) == 22
    for price in named:
        assert price.dollars > 0
        assert re.search(r"\.\w+/?\S*.*(2026-\d\d-\d\d|not seen on AWS's own page)", price.seen), price


def test_what_is_free_costs_nothing() -> None:
    """Units within the free amount cost nothing, the others their price."""
    assert prices.TABLE_GB.of(25) == 0
    assert prices.TABLE_GB.of(27) == pytest.approx(0.5)
    assert terms(replace(SMALL, attentions=0, centres=0), CONSUMED)["portal"] == 0


@pytest.mark.parametrize(
    "name", [name for name in terms(LARGE, CONSUMED) if "accounts" not in name and "logs" not in name]
)
def test_every_term_grows_with_the_programme(name: str) -> None:
    """No term is independent of the programme's size: that would be a mistake."""
    assert terms(LARGE, CONSUMED)[name] > terms(SMALL, CONSUMED)[name]


def test_a_fact_in_a_transaction_costs_twice() -> None:
    """The only effect of the transaction is that a fact takes two units instead of one, beside that of its index."""
    single = terms(LARGE, replace(CONSUMED, fact_write_units=2))["facts and marks written"]
    assert terms(LARGE, CONSUMED)["facts and marks written"] - single == pytest.approx(100e6 / 12 * 0.625e-6)


def test_a_plan_is_chosen_by_what_it_has_room_for() -> None:
    """The cheapest that the distribution fits into; none where no plan has room; a firewall costs seven dollars."""
    used, plan = firewalled(SMALL, CONSUMED)
    assert used == pytest.approx(7.0, abs=0.1)
    assert plan
    assert plan.name == "Business"
    named = [firewalled(Programme(size, 1_000), CONSUMED)[1] for size in (3e6, 100e6, 900e6, 9e9)]
    assert [plan and plan.name for plan in named] == ["Business", "Business", "Premium", None]


def test_the_plans_are_weighed_for_the_distribution_of_the_template(template: dict[str, Any]) -> None:
    """It has as many behaviours as the model says, and cache policies of its own: else a cheaper plan would do."""
    configuration = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]
    behaviours = [configuration["DefaultCacheBehavior"], *configuration["CacheBehaviors"]]
    assert len(behaviours) == BEHAVIOURS
    assert any("Ref" in behaviour["CachePolicyId"] for behaviour in behaviours)


def test_traces_are_free_at_first() -> None:
    """A hundred thousand a month cost nothing: today's calls are fewer."""
    assert traced(SMALL) == 0
    assert traced(LARGE) > 0


def test_an_item_is_measured_as_dynamodb_does() -> None:
    """Names and values count, the letters of types do not."""
    assert (
        item_bytes({"PK": {"S": "abc"}, "count": {"N": "12"}, "map": {"M": {"one": {"S": "é"}}}})
        == 3 + 5 + 2 + 3 + 3 + 2
    )


def test_the_page_has_the_table() -> None:
    """It has every term, and the total is their sum."""
    page = (ROOT / "site/pages/manual/desarrolladores/measured.md").read_text(encoding="utf-8")
    table = page.partition("<!-- cost:start -->")[2].partition("<!-- cost:end -->")[0]
    rows = {cells[1].strip(" *"): cells[2:-1] for line in table.splitlines() if (cells := line.split("|"))[1:]}
    for column in range(3):
        values = [float(rows[name][column].replace(",", "")) for name in terms(SMALL, CONSUMED)]
        together = float(rows["together"][column].strip(" *").replace(",", ""))
        assert sum(values) == pytest.approx(together, abs=0.06)
