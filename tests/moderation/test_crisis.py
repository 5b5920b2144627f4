import pytest

from moderation.screeners.crisis import screen

OWN = """
I don't want to live any more, and I have told nobody.
Thank you for the lovely module. I'm going to end my life this week.
nobody would miss me if i was gone. i cant go on
My family would be better off without me, I know that now.
I keep thinking about killing myself and I am frightened.
This is goodbye. I can't carry on living like this.
"""

NOT_OWN = """
My client says he doesn't want to live any more. How do you answer that?
"I want to die," she said, and I asked her what the dying would be for.
How do you ask a teenager about suicidal thoughts without frightening the parents?
As a student I wanted to end my life. A tutor noticed, and I try to be that tutor.
We lost a patient to suicide in May and the ward has not spoken of it.
I could not go on about this module enough, it was so good.
I am dying to know what the next module is about.
My patient of 83 is ready to die, and her sons are not ready at all.
"""


def found(text):
    return [finding.words for finding in screen(text)]


@pytest.mark.parametrize("text", OWN.strip().splitlines())
def test_ones_own_danger_is_found(text):
    assert found(text)


@pytest.mark.parametrize("text", NOT_OWN.strip().splitlines())
def test_what_is_another_s_or_past_or_not_meant_is_left_alone(text):
    assert found(text) == []


def test_a_finding_is_the_sentence_as_typed():
    text = "Lovely\u200b lecture. I don’t want to live\u200b any more. See you on Tuesday."

    [finding] = screen(text)

    assert (
        text[finding.start : finding.end] == finding.words == "I don’t want to live\u200b any more."
    )
    assert finding.rule == "crisis"
