import pytest

from moderation.screeners.confidentiality import screen


def told(text):
    """What is found, with the sentence that says what it is."""
    return [(finding.words, finding.sentence) for finding in screen(text)]


TELLS = """
My client, 44, was in the crash of the Harrow express and hasn't driven since.
My client is the mayor, and since the house fire she cannot sleep.
A client of mine from Leeds, mother of triplets, dreads the school gate.
My patient, an adopted twin, 27, met her sister at the trial.
I see a woman who survived the Kerrin dam collapse; she is 61 and still sleeps in her coat.
My client Dana works at Boeing and hides in the toilets before each meeting.
One of my pupils, aged 9, is at St Brigid's and will not speak since his father was murdered.
My client lost her baby on 14.03.2023. She is from Hobart and goes to the grave each day.
He is 58, a signalman, on the box the night of the derailment.
My client, a well-known actor, is 52 and drinks before each show.
A widower with three daughters, my client won the lottery and now trusts nobody.
Mrs. Hallow, a patient of mine, is 83 and remembers the fire at the mill.
My client was in the papers in June. She lives in Ballarat with her sister.
My coachee Dana W. is 39 and has panic attacks in lifts.
my client (44) is the only vet in our village and drinks
A man of 60 in my parish, bus driver in our village, ran over a child.
The boy is eleven, the youngest of nine, and bites.
My client turned to stone on 3 March, when her brother was murdered. We go slowly.
I work with a patient who was taken hostage in Marseille for a month.
My client, a forty-two-year-old jockey, fell and hasn't ridden since.
"""

IS_QUIET = """
My client, 44, drinks alone every night since his divorce. What would you try?
My client, 55, nurse, husband left in May. Would you start with grief?
I work in Leeds and my client, 44, finds the breathing hard.
My client, 31, and her mother both hear the critic in the same voice.
In our ward in Hobart every patient gets the handout on 3 March.
Let's call her Dana: my client is 44 and afraid of birds.
My client Dana (not her real name), 44, cannot sleep.
A patient, 44, in English class, afraid of speaking.
A patient told me her husband, a teacher, shouts on Sundays.
The client in the video from Leeds is 44 and so well held.
My client is a teacher of 40 with two children.
Here in Perth my pupils are nine and lively.
My client, 44, was widowed last Tuesday and wants to work.
My client hates the train. She's 29 and lives with her mother.
Imagine a client, 44, from Leeds, mother of triplets.
My clients are mostly from Leeds and in their forties.
A client of 43 asked me whether it's too late; she has two sons.
I first heard this in Leeds on 14 March 2019, from Paul Gilbert.
My client (F, 38) has panic attacks since the birth of her second child.
My pupil, 9, from Syria, draws only boats.
Since 14 March my client has kept a diary. It helps him.
My client, 44, by trial and error, found that humming helps.
Dana W., how would you put this to a client of 44?
Mr. K., 71, a resident, refuses the bath.
"""


@pytest.mark.parametrize("text", TELLS.strip().splitlines())
def test_a_client_of_whom_two_kinds_of_details_are_told_may_be_recognised(text):
    assert len({sentence for _words, sentence in told(text)}) >= 2


@pytest.mark.parametrize("text", IS_QUIET.strip().splitlines())
def test_a_client_of_whom_no_more_than_one_kind_is_told_is_nobody_in_particular(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "details"),
    [
        (
            "My client, 44, was in the plane crash.",
            [
                ("44", "An exact age."),
                ("plane crash", "An event that others may have heard of."),
            ],
        ),
        (
            "My client from Leeds, mother of triplets, weeps.",
            [
                ("Leeds", "A place by its name."),
                ("mother of triplets", "A family as there are few."),
            ],
        ),
        (
            "My client Dana works at Boeing.",
            [("Dana", "A name."), ("Boeing", "A workplace or an occupation that few have.")],
        ),
        (
            "My client was robbed on 14.03.2023. She is 61.",
            [("14.03.2023", "An exact date."), ("61", "An exact age.")],
        ),
    ],
    ids=["age and event", "place and family", "name and workplace", "date and age"],
)
def test_each_detail_is_told_with_its_kind(text, details):
    assert told(text) == details


def test_details_of_two_people_do_not_add_up():
    assert told("My client is 44. We had snow on Sunday. Another client lives in Hobart.") == []


def test_a_name_that_is_not_the_real_one_is_no_detail():
    assert told("My client Dana, 44, sleeps badly. The name is changed.") == []


def test_the_writers_own_town_is_no_detail_of_the_client():
    assert told("I work in Leeds with a client, 44, who cannot sleep.") == []


def test_a_finding_is_advice_and_says_where_in_the_text_it_is():
    text = "Dear all, my\u200b client, “44”, ﬁne: my client, 44, is from Leeds."

    for finding in screen(text):
        assert text[finding.start : finding.end] == finding.words
        assert (finding.rule, finding.certainty) == ("confidentiality", "likely")


@pytest.mark.parametrize(
    "hostile",
    [
        *("my client, 44, ", "my client is from Leeds ", "My client. It snows. ", "my a b c "),
        *("in A ", "in Aa ", "works at Aa ", "Aa-", "a-", "ex-", "mother of ", "x", "1-1-"),
    ],
    ids=str.strip,
)
def test_ten_thousand_hostile_characters_come_to_an_end(hostile):
    screen(("my client " + hostile * 10_000)[:10_000])
