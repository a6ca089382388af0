"""What a run begins with and which tools its steps offer."""

from decimal import Decimal

from agent.answer import SheetName
from agent.executor import Outcome
from agent.offered import first_calls, offered
from agent.providers.scripted import Scripted
from agent.run import DrawingInfo, Run
from agent.script import Script
from tests.agent.desk import INFO, Laid, answer_of, count, kinds, place, read, say, use, watch
from tests.agent.endpoints import Endpoint
from tools import catalogue
from tools.kit.language import Message
from tools.kit.ledger import Ledger
from tools.kit.quantity import Quantity
from tools.kit.result import Withheld

PAPER = DrawingInfo(sheets=INFO.sheets)
MODEL = DrawingInfo(sheets=(SheetName(sheet=1, drawing="plan.dxf", page=1, name="model"),))
NOBODY = Scripted(Script())


def names(drawing: DrawingInfo, run: Run | None = None) -> set[str]:
    return {tool.name for tool in offered(catalogue(), NOBODY, drawing, run or Run())}


def test_tools_of_dxf_files_are_offered_for_them_alone() -> None:
    assert names(MODEL) - names(PAPER) == {"count_blocks", "list_layers", "measure_outlines", "read_details"}


def test_there_is_nothing_to_correct_before_there_are_figures() -> None:
    ledger = Ledger()
    ledger.add(Quantity(value=Decimal(3), unit="nos", label="D2", sources=(place(),)))
    assert names(PAPER, Run(base=ledger)) - names(PAPER) == {"recalculate", "strike"}


def test_a_provider_that_wants_no_overview_gets_none() -> None:
    assert first_calls(NOBODY, list(catalogue().values())) == ()


async def test_a_model_is_given_the_overview_with_its_first_step(endpoint: Endpoint) -> None:
    server, _ = endpoint.playing(use(("count_marks", {"mark": "D2"})), say("There are 6 D2 doors [q1*]."))
    provider = endpoint.provider(server.url, overview=True)
    off = Withheld(label="VIEWPORTS", reason=Message(en="off", zh="已关闭"))
    overview = read("FLOOR PLAN").model_copy(update={"withheld": (off,)})
    found = {"list_sheets": overview, "count_marks": count("D2", 6)}
    desk = Laid(found=lambda call, ledger: Outcome(result=found[call.name]))
    events = await watch("How many D2?", provider, desk)
    answer = answer_of(events)
    assert (answer.status, answer.headline) == ("answered", "q1")
    assert answer.withheld == ()  # of what was asked for nothing was left out
    assert len(server.requests) == 2
    roles = [message["role"] for message in server.requests[0]["messages"]]
    assert roles == ["system", "user", "assistant", "tool"]
    assert "FLOOR PLAN" in server.requests[0]["messages"][-1]["content"]
    assert kinds(events)[:4] == ["run_started", "step", "tool_started", "tool_finished"]


async def test_an_overview_that_fails_is_told_and_the_run_goes_on(endpoint: Endpoint) -> None:
    server, _ = endpoint.playing(say("The sheets cannot be read."))
    desk = Laid(found=lambda call, ledger: Outcome(error="This file cannot be read."))
    answer = answer_of(await watch("How many D2?", endpoint.provider(server.url, overview=True), desk))
    assert answer.status == "refused"
    assert "cannot be read" in server.requests[0]["messages"][-1]["content"]
