"""The graph, with a scripted model: parallel calls, verify, limits, and what an answer carries."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from agent import Limits
from agent.answer import Answer, Exchange
from agent.executor import Outcome, ToolCall
from agent.provider import Reply, Turn
from agent.providers import provider_named
from agent.providers.scripted import Scripted
from agent.script import Line, Script, ScriptedCall
from tests.agent.desk import INFO, Laid, answer_of, count, kinds, place, played, read, say, use, watch
from tools.calculate import calculate
from tools.kit.evidence import Evidence
from tools.kit.given import GivenInput
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Coverage, Item, Result, Usage, Withheld

D2, W1 = ("count_marks", {"mark": "D2"}), ("count_marks", {"mark": "W1"})


async def test_a_question_becomes_a_proven_answer() -> None:
    events = await watch("How many D2?", played(use(D2), say("There are 6 D2 doors [q1].")))
    assert kinds(events) == [
        "run_started", "step", "tool_started", "tool_finished", "step", "answer", "run_finished",
    ]  # fmt: skip
    answer = answer_of(events)
    assert (answer.status, answer.text, answer.headline) == ("answered", "There are 6 D2 doors.", "q1")
    assert [(claim.text, claim.ref, claim.verified) for claim in answer.claims] == [("6", "q1", True)]
    assert (answer.provider, answer.model, answer.steps) == ("scripted", "script", 2)
    assert answer.usage.prompt_tokens == 300
    assert answer.sheets == INFO.sheets
    assert "".join(event.data["text"] for event in events if event.type == "token") == "There are 6 D2 doors [q1]."
    keys = [event.key for event in events if event.type not in ("token", "tool_progress")]
    assert None not in keys
    assert len(set(keys)) == len(keys)


async def test_titles_are_in_both_languages() -> None:
    events = await watch("D2?", played(use(("find_text", {"pattern": "D2"})), say("6 [q1]")))
    title = next(event.data["title"] for event in events if event.type == "tool_started")
    assert "D2" in title["en"]
    assert "D2" in title["zh"]
    assert title["en"] != title["zh"]


async def test_calls_of_a_step_run_side_by_side_and_are_entered_in_their_order() -> None:
    laid = Laid(pause=0.05)
    began = asyncio.get_running_loop().time()
    events = await watch("Both?", played(use(W1, D2), say("4 [q1] and 6 [q2].")), laid)
    assert laid.most == 2
    assert asyncio.get_running_loop().time() - began < 2
    assert [c.ref for c in answer_of(events).claims] == ["q1", "q2"]


async def test_no_more_calls_at_once_than_the_limit() -> None:
    laid = Laid(marks={f"D{n}": n for n in range(8)}, pause=0.01)
    calls = [("count_marks", {"mark": f"D{n}"}) for n in range(8)]
    await watch("All?", played(use(*calls), say("0 [q1]")), laid, limits=Limits(parallel=3))
    assert laid.most == 3


async def test_an_unproven_figure_is_sent_back_once() -> None:
    provider = played(use(D2), say("There are 7 doors [q1]."), say("There are 6 doors [q1]."))
    answer = answer_of(await watch("D2?", provider))
    assert answer.text == "There are 6 doors."
    assert "7" in provider.turns[-1].unproven[0]
    assert "not proven" in provider.turns[-1].messages[-1]["content"]


async def test_what_stays_unproven_is_shown_as_unverified() -> None:
    provider = played(use(D2), say("6 doors [q1], about 25 m of frame."), say("6 doors [q1], about 25 m of frame."))
    answer = answer_of(await watch("D2?", provider))
    assert [(c.text, c.verified, c.ref) for c in answer.claims] == [("6", True, "q1"), ("25 m", False, None)]
    assert answer.status == "answered"
    assert "unverified" in answer.notes[0].en
    assert len(provider.turns) == 3


async def test_a_guess_without_any_source_is_a_refusal() -> None:
    answer = answer_of(await watch("How many doors?", played(say("There are 12 doors."), say("There are 12 doors."))))
    assert (answer.status, answer.headline) == ("refused", None)
    assert answer_of(await watch("Fire rating?", played(say("The drawing does not say.")))).status == "refused"


async def test_an_unproven_figure_before_a_proven_one_makes_no_answer() -> None:
    text = "There are 9 doors; windows: 4 [q1]."
    answer = answer_of(await watch("How many doors?", played(use(W1), say(text), say(text))))
    assert (answer.status, answer.headline) == ("refused", None)


async def test_a_quotation_alone_is_no_answer_to_how_many() -> None:
    found = Laid(found=lambda call, ledger: Outcome(result=read("BEAM LAYOUT", "KZ1 400x500")))
    text = 'The sheet "BEAM LAYOUT" [e1] does not tell.'
    assert answer_of(await watch("How many beams?", played(use(D2), say(text)), found)).status == "refused"
    told = 'The title is "BEAM LAYOUT" [e1].'
    assert answer_of(await watch("What is the title?", played(use(D2), say(told)), found)).status == "answered"
    sized = 'It says "KZ1 400x500" [e2].'
    assert answer_of(await watch("多少？", played(use(D2), say(sized)), found)).status == "answered"


@pytest.mark.parametrize(
    "text",
    [
        "图上没有二层的建筑面积，比例写作“1:3” [e1]。",
        "No area is given for the second floor; the sheet says “1:3” [e1].",
        "There is no area of the second floor; the sheet says “1:3” [e1].",
    ],
)
async def test_a_text_that_says_that_it_is_not_there_is_no_answer(text: str) -> None:
    found = Laid(found=lambda call, ledger: Outcome(result=read("1:3")))
    answer = answer_of(await watch("二层的建筑面积是多少？", played(use(D2), say(text)), found))
    assert (answer.status, answer.headline) == ("refused", None)


async def test_a_count_beside_what_is_not_there_is_an_answer() -> None:
    text = "There is no door schedule; the plan bears the mark 6 times [q1]."
    assert answer_of(await watch("How many D2 doors?", played(use(D2), say(text)))).status == "answered"


async def test_what_rests_on_a_look_is_marked() -> None:
    seen = Evidence(sheet=1, box=(0, 0, 9, 9), method="vision", text="8 outlets", confidence=0.7)
    found = Laid(found=lambda call, ledger: Outcome(result=Result(summary="", items=(Item(label="x", evidence=seen),))))
    answer = answer_of(await watch("How many?", played(use(D2), say('It reads "8 outlets" [e1].')), found))
    assert answer.status == "answered"
    assert "vision model" in answer.notes[-1].en


async def test_a_count_with_places_that_a_look_added_is_marked() -> None:
    seen = Evidence(sheet=1, box=(0, 0, 9, 9), method="vision", text="one more, seen at 4,4", confidence=0.8)
    doors = Quantity(value=Decimal(2), unit="nos", label="doors", sources=(place("door"), seen))
    area = Quantity(value=Decimal(4), unit="m2", label="doors", inputs=("#1",), expression="#1 * 2 m²")
    found = Laid(found=lambda call, ledger: Outcome(result=Result(summary="", quantities=(doors, area))))
    for text in ("There are 2 doors [q1].", "They take 4 m² [q2]."):
        answer = answer_of(await watch("How much?", played(use(D2), say(text)), found))
        assert answer.status == "answered"
        assert "vision model" in answer.notes[-1].en
    assert answer_of(await watch("How many?", played(use(D2), say("6 [q1].")))).notes == ()


async def test_an_empty_reply_is_asked_for_once_more() -> None:
    provider = played(use(D2), say(""), say("6 doors [q1]."))
    assert answer_of(await watch("D2?", provider)).text == "6 doors."
    assert "empty" in provider.turns[-1].messages[-1]["content"]
    lost = answer_of(await watch("D2?", played(say(""), say(""))))
    assert (lost.status, lost.text) == ("refused", "The model gave no answer.")


async def test_a_provider_that_knows_its_verdict_is_believed() -> None:
    class Sure(Scripted):
        async def think(self, turn: Turn, emit: Any) -> Reply:
            return (await super().think(turn, emit)).model_copy(update={"verdict": "answered"})

    answer = answer_of(await watch("Where?", Sure(Script.of(say("Nothing to cite.")))))
    assert answer.status == "answered"


@pytest.mark.parametrize("question", ["D2 有多少个？", "How many D2?"])
async def test_the_language_of_the_question(question: str) -> None:
    provider = played(use(D2), say("6 [q1]"))
    answer = answer_of(await watch(question, provider))
    assert answer.language == ("zh" if "多" in question else "en")
    assert ("Chinese" in provider.turns[0].messages[0]["content"]) == (answer.language == "zh")


async def test_malformed_unknown_and_repeated_calls_are_told_to_the_model() -> None:
    unknown: tuple[str, dict[str, str]] = ("draw_door", {})
    provider = played(use(D2, unknown), use(D2), say("6 doors [q1]."))
    laid = Laid()
    events = await watch("D2?", provider, laid)
    told = provider.turns[-1].told
    assert "There is no tool 'draw_door'" in told[1].error
    assert "very call before" in told[2].error
    assert told[2].result == told[0].result
    assert len(laid.made) == 1
    assert kinds(events).count("tool_failed") == 1
    assert len(provider.turns[-1].ledger.quantities) == 1
    assert answer_of(events).status == "answered"


async def test_the_same_call_twice_in_one_step_is_made_once() -> None:
    laid = Laid()
    await watch("D2?", played(use(D2, D2), say("6 [q1]")), laid)
    assert len(laid.made) == 1


async def test_ids_that_an_endpoint_gives_twice_are_told_apart() -> None:
    lines = [
        Line(calls=(ScriptedCall(id="call_0", name="count_marks", arguments={"mark": mark}),)) for mark in ("D2", "W1")
    ]
    provider = played(*lines, say("6 [q1] and 4 [q2]."))
    assert answer_of(await watch("Both?", provider)).status == "answered"
    assert len({told.call.id for told in provider.turns[-1].told}) == 2


def refused(call: ToolCall, ledger: Ledger) -> Outcome:
    return Outcome(error="no text", final=True, message=Message(en="no text on it", zh="没有文字"))


async def test_a_final_failure_is_told_to_model_and_user() -> None:
    provider = played(use(D2), say("It has no text."))
    events = await watch("D2?", provider, Laid(found=refused))
    failed = next(event for event in events if event.type == "tool_failed")
    assert (failed.data["final"], failed.data["message"]) == (True, "no text")
    assert provider.turns[-1].told[0].error == "no text"
    assert answer_of(events).notes[0].zh == "没有文字"


async def test_the_rules_tell_a_final_failure_in_the_language_of_the_question() -> None:
    answer = answer_of(await watch("D2 有几个？", provider_named("rules"), Laid(found=refused)))
    assert "未能完成：没有文字" in answer.text
    assert "no text" not in answer.text


def stated_by_the_user(call: ToolCall, ledger: Ledger) -> Outcome:
    given = GivenInput(name="h", value="3.3", unit="m", source="user")
    return Outcome(result=calculate("h * 2", "twice", ledger, "m", [given]))


async def test_a_figure_that_the_user_did_not_give_is_not_given() -> None:
    call = ("calculate", {"expression": "h * 2", "label": "twice"})
    provider = played(use(call), say("I do not know."))
    await watch("How high?", provider, Laid(found=stated_by_the_user))
    assert "none of the user's messages" in provider.turns[-1].told[0].error
    assert provider.turns[-1].ledger.quantities == []
    answer = answer_of(
        await watch("A storey is 3.3 m. Two?", played(use(call), say("6.6 m [q2]")), Laid(found=stated_by_the_user))
    )
    assert [(c.text, c.ref) for c in answer.claims] == [("6.6 m", "q2")]
    assert answer.quantities[1].expression == "q1 * 2"


def with_everything(call: ToolCall, ledger: Ledger) -> Outcome:
    found = count("D2", 6).model_copy(
        update={
            "items": read(*[f"D{n}" for n in range(250)]).items,
            "withheld": (Withheld(label="D2", reason=Message(en="in the legend", zh="图例中"), evidence=place()),),
            "coverage": Coverage(searched=(Message(en="sheet 1", zh="第 1 张"),)),
            "assumptions": (Message(en="doors only", zh="只计门"),),
            "usage": Usage(prompt_tokens=1000, vision_tokens=900, cost_usd=0.01),
        }
    )
    return Outcome(result=found)


async def test_the_answer_carries_all_that_was_found_withheld_and_spent() -> None:
    provider = played(use(D2, W1), say('6 [q1], marked "D7" [e8].'))
    events = await watch("D2?", provider, Laid(found=with_everything))
    answer = answer_of(events)
    assert [item.label for item in answer.items] == ["D7"]
    assert len(answer.withheld) == len(answer.assumptions) == len(answer.coverage.searched) == 1
    assert answer.usage.vision_tokens == 1800
    assert answer.usage.cost_usd == pytest.approx(0.02)
    finished = next(event.data for event in events if event.type == "tool_finished")
    assert (len(finished["items"]), finished["total_items"]) == (200, 250)


async def test_history_is_part_of_the_conversation() -> None:
    before = Answer(
        status="answered", language="en", text="Six.", quantities=tuple(Ledger().enter(count("D2", 6)).quantities)
    )
    provider = played(use(W1), say("4 [q1]"))
    await watch("And W1?", provider, history=[Exchange(question="How many D2?", answer=before)])
    assert [message["role"] for message in provider.turns[0].messages] == ["system", "user", "assistant", "user"]
    assert "q1 = 6 nos" in provider.turns[0].messages[2]["content"]


LIMITS = [
    (Limits(steps=3), "3 steps"),
    (Limits(calls=2), "2 tool calls"),
    (Limits(tokens=150), "150 tokens"),
    (Limits(usd=0.0), "0 US dollars"),
]


@pytest.mark.parametrize(("limits", "said"), LIMITS)
async def test_at_a_limit_the_run_ends_with_what_it_has(limits: Limits, said: str) -> None:
    provider = played(*[use(("count_marks", {"mark": f"D{n}"})) for n in range(30)])
    laid = Laid(marks={f"D{n}": n + 20 for n in range(30)})
    answer = answer_of(await watch("How many?", provider, laid, limits=limits))
    assert answer.status == "refused"
    assert said in answer.text
    assert said in answer.notes[0].en
    assert answer.steps <= 4
    assert provider.turns[-1].tools == ()
    assert len(laid.made) <= 3
    assert all(claim.verified for claim in answer.claims if claim.ref)


async def test_at_a_limit_the_model_may_still_answer() -> None:
    provider = played(use(D2), use(W1), say("6 doors [q1]; I could not finish."))
    answer = answer_of(await watch("How many?", provider, limits=Limits(steps=3)))
    assert (answer.status, answer.headline) == ("answered", "q1")
    assert "3 steps" in answer.notes[0].en


async def test_one_step_cannot_go_over_the_limit_of_calls() -> None:
    provider = played(use(*[("count_marks", {"mark": f"D{n}"}) for n in range(9)]), say("20 [q1]"))
    laid = Laid(marks={f"D{n}": n + 20 for n in range(9)})
    await watch("All?", provider, laid, limits=Limits(calls=4))
    assert len(laid.made) == 4
    assert "may make 4 tool calls" in provider.turns[-1].told[-1].error


async def test_a_limit_is_told_in_chinese() -> None:
    provider = played(use(D2), use(W1))
    answer = answer_of(await watch("有多少？", provider, limits=Limits(steps=2)))
    assert "上限（2 步）" in answer.text
    assert "6" in [claim.text.split()[0] for claim in answer.claims]


@pytest.mark.parametrize(
    "text",
    [
        "I cannot settle the number of doors: the search found 6 [q1], which is not sound.",
        "The drawing does not state how many there are; 6 [q1] are marked on another sheet.",
        "无法可靠确定数量，图上标有 6 个 [q1]。",
    ],
)
async def test_a_model_that_gives_up_has_no_headline_whatever_figures_it_tells(text: str) -> None:
    answer = answer_of(await watch("How many doors?", played(use(D2), say(text))))
    assert (answer.status, answer.headline) == ("refused", None)
    assert answer.claims


async def test_a_starred_figure_stands_in_a_sentence_that_also_says_what_cannot_be_told() -> None:
    text = "There are 6 doors [q1*]; which of them are fire doors cannot be told."
    answer = answer_of(await watch("How many doors?", played(use(D2), say(text))))
    assert (answer.status, answer.headline) == ("answered", "q1")
