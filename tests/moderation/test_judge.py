"""None of these comments is among those that the weights were learned from."""

import pytest
from regex import findall

from boards.models import Finding
from moderation.screeners import advert, judge, personal, referral
from moderation.screeners.judge import Weights, side_by_side, traits_of
from moderation.screeners.text import read

CERTAIN, LIKELY = Finding.Certainty.CERTAIN, Finding.Certainty.LIKELY
RULES = (personal, referral, advert)


@pytest.fixture
def judging_by(monkeypatch):
    """Lets a test say what each word weighs, for any of the rules."""

    def judge_by(**by_trait):
        weights = Weights(
            {name: (weight,) * 3 for name, weight in by_trait.items()},
            bias=(-1.0,) * 3,
            likely=(0.0,) * 3,
            certain=(2.0,) * 3,
        )
        monkeypatch.setattr(judge, "weights", lambda: weights)
        judge.judged.forget()

    yield judge_by
    judge.judged.forget()


def words(rule, text):
    return [finding.words for finding in rule.screen(text)]


@pytest.mark.parametrize(
    "text",
    [
        "My husband has been drinking every night since he lost his job in March.",
        "Mum was diagnosed with dementia two years ago, and she no longer knows who I am.",
        "I have had panic attacks since my divorce, three a week, and I can't sleep.",
        "How can I help my daughter, who is 15 and cuts her arms?",
        "My brother took his own life last spring and I still can't go into his room.",
        "My best friend was raped last year. What can I say to her?",
    ],
)
def test_a_problem_in_the_writers_own_life_is_personal(text):
    assert words(personal, text)


@pytest.mark.parametrize(
    "text",
    [
        "One of my patients was diagnosed with dementia two years ago; her son visits every day.",
        "Several of my clients have panic attacks after a divorce, and the breathing helps them.",
        "How would you help a client of 15 who cuts her arms?",
        "A pupil in my class lost his brother last spring and will not go into the music room.",
        "I used the letter with a patient after her third miscarriage, and she cried with relief.",
        "I felt moved by the exercise and I will try it with my group on Thursday.",
    ],
)
def test_a_clients_problem_or_a_clinicians_feeling_is_not_personal(text):
    assert words(personal, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Can anyone recommend a good trauma therapist in Bristol?",
        "I'm looking for a grief group near Leeds for a client of mine. Any ideas?",
        "Does anyone know a psychiatrist in Dublin who takes new patients?",
        "Who would you send a teenager with anorexia to in Ottawa?",
        "Is there a directory of compassion-trained therapists in New Zealand?",
        "Please DM me names of couples counsellors around Perth who take insurance.",
    ],
)
def test_asking_for_a_practitioner_or_a_service_is_a_referral(text):
    assert words(referral, text)


@pytest.mark.parametrize(
    "text",
    [
        "Can anyone recommend a paper on this with adolescents?",
        "When would you refer a client on to psychiatry?",
        "Does anyone here use the letter with refugees? How did you begin?",
        "My supervisor recommended that I slow down, and the team agreed.",
        "I referred him to the crisis team and we kept on meeting weekly.",
        "Does the certificate count for our registration?",
    ],
)
def test_talk_of_referring_or_asking_for_something_else_is_no_referral(text):
    assert words(referral, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "My new workbook on self-compassion is out now, half price until Sunday.",
        "I have two places left in my Monday evening circle, message me to book.",
        "Subscribe to my newsletter for free meditations every week.",
        "Our retreat in October still has rooms: early-bird discount until Friday!",
        "— Jo Tarn, Founder, Tarn Wellness: packages, workshops and retreats",
        "Use the code KIND20 for 20% off my online course.",
    ],
)
def test_steering_readers_to_what_is_sold_is_an_advert(text):
    assert words(advert, text)


@pytest.mark.parametrize(
    "text",
    [
        "In my practice I will open each group with this. — Jo, LCSW, Maine",
        "Neff's book helped me; our reading group will take up the next chapter.",
        "My engineers will not buy it without a mechanism.",
        "Will there be a follow-up course after this one?",
        "I used the app with a patient last week, and she liked the bell.",
        "The recording of module 3 stops after ten minutes.",
    ],
)
def test_telling_how_one_uses_a_thing_is_no_advert(text):
    assert words(advert, text) == []


def test_the_sentence_that_breaks_the_rule_is_found_among_the_others():
    asked = "Can anyone recommend a good trauma therapist in Bristol?"
    text = f"Thank you, the breathing was lovely.\n\n{asked} I will do the exercise again."

    [finding] = referral.screen(text)

    assert asked in finding.words
    assert text[finding.start : finding.end] == finding.words
    assert "breathing" not in finding.words


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (personal, "My brother took his own life last spring and I still can’t go into his room."),
        (referral, "Does anyone know a psychiatrist in Dublin who takes new patients?"),
        (advert, "Our retreat in October still has rooms: early-bird discount until Friday!"),
    ],
)
def test_the_author_is_told_words_that_stand_in_the_text(rule, text):
    [finding] = rule.screen(text)

    told = findall("“(.+?)”", finding.sentence)

    assert 1 <= len(told) <= judge.MOST_TELLING
    assert all(each in text for each in told)


def test_sentences_side_by_side_are_one_finding_and_others_are_another(judging_by):
    judging_by(bad=1.5)

    assert words(advert, "A bad one. Quite bad. Good enough. Bad again.") == [
        "A bad one. Quite bad.",
        "Bad again.",
    ]


def test_a_finding_is_certain_from_the_higher_threshold_on(judging_by):
    judging_by(poor=0.9, bad=1.0, worse=2.9, worst=3.0)

    found = [personal.screen(text) for text in ("poor", "bad", "worse", "worst")]

    certainties = [[finding.certainty for finding in each] for each in found]
    assert certainties == [[], [LIKELY], [LIKELY], [CERTAIN]]


def test_sentences_side_by_side_are_as_certain_as_the_worst_of_them(judging_by):
    judging_by(bad=1.5, worst=4.0)

    [finding] = referral.screen("It is bad. The worst of all.")

    assert finding.certainty == CERTAIN
    assert "“worst”" in finding.sentence


def test_a_finding_without_a_telling_word_quotes_its_sentence(judging_by):
    judging_by(last=2.0)

    [finding] = advert.screen("Well then")

    assert "“Well then”" in finding.sentence


def test_a_text_of_marks_alone_can_be_judged(judging_by):
    judging_by(last=2.0)

    assert words(personal, "~~~") == ["~~~"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "~~~", "Thank you.", "🙏🙏"])
def test_nothing_is_found_where_nothing_is_said(rule, text):
    assert rule.screen(text) == []


def test_a_sentence_has_the_traits_that_a_reader_sees():
    first, second = traits_of(read("My client cried. Does anyone know a therapist in Leeds?"))

    assert {"client", "CLIENT", "MY CLIENT", "begins: my", "first"} <= first.keys()
    assert {"PRACTITIONER", "ANYONE know", "NAME", "asks", "last"} <= second.keys()
    assert {"before: CLIENT", "elsewhere: CLIENT"} <= second.keys()
    assert "asks" not in first


def test_a_trait_knows_the_words_that_show_it():
    [traits] = traits_of(read("We saw my client"))

    assert traits["CLIENT"] == (3, 3)
    assert traits["MY CLIENT"] == (2, 3)
    assert traits["first"] is None


def test_the_words_of_an_address_are_no_words():
    [traits] = traits_of(read("See my-therapist.org for it"))

    assert "ADDRESS" in traits
    assert "PRACTITIONER" not in traits


def test_a_word_is_known_in_its_regular_forms():
    [traits] = traits_of(read("daughter's therapists crying"))

    assert {"KIN", "PRACTITIONER", "TROUBLE"} <= traits.keys()


def test_looking_only_for_what_weighs_something_changes_no_score():
    weights = judge.weights()
    text = read("My client lost her mum. I know a therapist near Leeds. Does anyone know another?")

    everything = [weights.scores(traits) for traits in traits_of(text)]
    what_weighs = [weights.scores(traits) for traits in traits_of(text, weights.pairs)]

    for one, other in zip(everything, what_weighs, strict=True):
        assert one == pytest.approx(other)


def test_places_side_by_side_are_grouped():
    assert side_by_side([0, 1, 4, 6, 7, 8]) == [[0, 1], [4], [6, 7, 8]]
