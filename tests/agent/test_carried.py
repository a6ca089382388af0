"""What one run of a chat hands to the next."""

from decimal import Decimal

from agent.answer import Answer, Claim, Exchange
from agent.carried import MOST_PLACES, carried
from agent.recalled import recalled
from agent.run import Run
from tests.agent.desk import answer_of, count, place, played, read, say, use, watch
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Item

D2, W1 = ("count_marks", {"mark": "D2"}), ("count_marks", {"mark": "W1"})


def exchange(question: str, text: str, ledger: Ledger, *refs: str) -> Exchange:
    claims = tuple(Claim(start=0, end=1, text=text[:1], ref=ref, verified=True) for ref in refs)
    cited = tuple(item for item in ledger.items if item.id in refs)
    answer = Answer(
        status="answered", language="en", text=text, claims=claims, headline=refs[0] if refs else None,
        quantities=tuple(ledger.quantities), items=cited,
    )  # fmt: skip
    return Exchange(question=question, answer=answer)


def counted(*values: int) -> Ledger:
    ledger = Ledger()
    for number, value in enumerate(values, 1):
        ledger.enter(count(f"D{number}", value))
    return ledger


async def test_ids_of_an_earlier_answer_are_good_in_the_next_run() -> None:
    first = answer_of(await watch("How many D2?", played(use(D2), say("6 doors [q1]."))))
    provider = played(use(W1), say("4 windows [q2*] beside 6 doors [q1]."))
    second = answer_of(await watch("And W1?", provider, history=[Exchange(question="How many D2?", answer=first)]))
    assert [(claim.text, claim.ref) for claim in second.claims] == [("4", "q2"), ("6", "q1")]
    assert [quantity.id for quantity in second.quantities] == ["q1", "q2"]
    assert provider.turns[0].ledger.quantity("q1").value == 6
    assert "6 [q1*] doors" in provider.turns[0].messages[2]["content"]
    assert "q1 = 6 nos" in provider.turns[0].messages[2]["content"]


async def test_what_was_found_before_and_is_not_used_is_not_told_again() -> None:
    first = answer_of(await watch("How many D2?", played(use(D2), say("6 doors [q1]."))))
    answer = answer_of(
        await watch("W1?", played(use(W1), say("4 [q2].")), history=[Exchange(question="?", answer=first)])
    )
    assert [quantity.id for quantity in answer.quantities] == ["q2"]


def test_only_what_an_answer_rests_on_is_carried() -> None:
    ledger = counted(6, 4, 9)
    total = Quantity(
        value=Decimal(10), unit="nos", label="both", kind="computed", expression="q1 + q2", inputs=("q1", "q2")
    )
    ledger.add(total)
    found = carried([exchange("?", "10", ledger, "q4")])
    assert [quantity.id for quantity in found.ledger.quantities] == ["q1", "q2", "q4"]
    assert found.ledger.add(total).id == "q5"


def test_ids_that_mean_something_else_are_given_anew() -> None:
    """As in chats from before ids went on, or where a failed run was taken up again after another answer."""
    found = carried([exchange("D1?", "6", counted(6), "q1"), exchange("D1 again?", "7", counted(7, 8), "q2")])
    assert [(q.id, q.value) for q in found.ledger.quantities] == [("q1", 6), ("q2", 8)]
    assert [each.answer.headline for each in found.history] == ["q1", "q2"]
    clash = carried([exchange("D1?", "6", counted(6), "q1"), exchange("?", "7", counted(7), "q1")])
    assert [(q.id, q.value) for q in clash.ledger.quantities] == [("q1", 6), ("q2", 7)]
    assert clash.history[1].answer.claims[0].ref == "q2"


def test_renamed_formulas_still_name_their_inputs() -> None:
    second = counted(7)
    second.add(
        Quantity(value=Decimal(14), unit="nos", label="twice", kind="computed", expression="q1 * 2", inputs=("q1",))
    )
    found = carried([exchange("?", "6", counted(6), "q1"), exchange("?", "14", second, "q2")])
    twice = found.ledger.quantities[-1]
    assert (twice.expression, twice.inputs) == ("q2 * 2", ("q2",))


def test_read_places_are_carried_where_they_were_cited() -> None:
    ledger = Ledger()
    ledger.enter(read("LOBBY", "HALL"))
    found = carried([exchange("Where?", "“HALL”", ledger, "e2")])
    assert [item.id for item in found.ledger.items] == ["e2"]
    assert found.ledger.place(Item(label="NEW", evidence=place("NEW"))).id == "e3"


def test_places_are_kept_within_bounds() -> None:
    places = tuple(place("D", n) for n in range(MOST_PLACES))
    ledger = Ledger()
    for mark in ("old", "new"):
        ledger.add(Quantity(value=Decimal(MOST_PLACES), unit="nos", label=mark, sources=places))
    found = carried([exchange("?", "6", ledger, "q1", "q2")])
    assert [len(quantity.sources) for quantity in found.ledger.quantities] == [1, MOST_PLACES]
    assert len(Run(base=found.ledger).pack()) < 20_000


def test_a_long_chat_is_condensed_to_facts() -> None:
    talk = []
    for n in range(30):
        ledger = Ledger()
        ledger.enter(count(f"D{n}", n + 1))
        text = f"{n + 1} pieces. " + "Long prose about it. " * 40
        talk.append(exchange(f"How many D{n}?", text, ledger, "q1"))
    chat = carried(talk)
    messages = list(recalled(chat.history, chat.ledger))
    assert [message["role"] for message in messages] == ["user", "assistant"] * 4
    assert "asked: How many D3? → q4 = 4 nos" in messages[0]["content"]
    assert "prose" not in messages[0]["content"]
    assert len(messages[0]["content"]) < 4000
    assert "prose" in messages[-1]["content"]
