"""Names that may be taken for each other though they are typed with other characters. After
Unicode's Technical Standard 39, two look alike if they have the same skeleton."""

import re
import unicodedata

from accounts.typed import is_seen

SKELETON_LENGTH = 100

# For each letter of Latin what is drawn like it: digits and signs, letters with a stroke or of
# other alphabets. Only near likenesses: of two names in another alphabet, that are different to
# those who read it, one is not to be refused for the other.
LOOKALIKES = {
    "a": "4@ɑ" + "αΑ" + "аА" + "ᴀ" + "Ꭺ",
    "b": "8ƀ" + "βΒ" + "вВьЬ" + "ʙ" + "Ᏼ",
    "c": "ȼ¢" + "ϲϹ" + "сС" + "ᴄ" + "Ꮯ",
    "d": "đĐðÐ" + "ԁԀ" + "ᴅ",
    "e": "3ɇ" + "εΕ" + "еЕ" + "ᴇ" + "Ꭼ",
    "f": "ƒ" + "ϝϜ" + "ք",
    "g": "9ɡǥ" + "ԍԌ" + "ց" + "ɢ" + "Ꮐ",
    "h": "ħĦ" + "Η" + "һҺнН" + "հ" + "ʜ" + "Ꮋ",
    "j": "ȷɉ" + "ϳ" + "јЈ" + "յ" + "ᴊ" + "Ꭻ",
    "k": "ƙ" + "κΚ" + "кК" + "ᴋ" + "Ꮶ",
    # Capital I, small l and 1 are one stroke, and who types a small i can type a capital.
    "l": "iI1|!ıłŁɨƗ" + "ιΙ" + "іІӏӀ" + "ɪʟ" + "Ꮮ",
    "m": "ɱ" + "Μ" + "мМ" + "ᴍ" + "Ꮇ",
    "n": "ƞ" + "ηΝ" + "ո" + "ɴ",
    "o": "0øØɵ" + "οΟ" + "оО" + "օՕ" + "ᴏ",
    "p": "ƥ" + "ρΡ" + "рР" + "ᴘ" + "Ꮲ",
    "q": "ʠ" + "ԛԚ" + "զ",
    "r": "ɍ" + "ʀ" + "Ꭱ",
    "s": "5$" + "ѕЅ" + "Տ" + "ꜱ" + "Ꮪ",
    "t": "7ŧŦ" + "τΤ" + "тТ" + "ᴛ" + "Ꭲ",
    "u": "ʉ" + "υ" + "ս" + "ᴜ",
    "v": "ν" + "ѵѴ" + "ᴠ" + "Ꮩ",
    "w": "ԝԜ" + "ա" + "ᴡ" + "Ꮃ",
    "x": "×" + "χΧ" + "хХ",
    "y": "ɏ" + "γΥ" + "уУүҮ" + "ʏ",
    "z": "2ƶ" + "Ζ" + "ᴢ" + "Ꮓ",
}
LATIN = str.maketrans({each: letter for letter, drawn in LOOKALIKES.items() for each in drawn})
PUNCTUATION = str.maketrans("’‘ʼ`´‐‑–", "'''''---")
# Accents and whatever else is set to a letter. Not the vowels of Indian and other scripts, which
# have the same category in Unicode, and by which names differ.
MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
# Grave, acute, circumflex, tilde, breve, diaeresis, ring, caron, cedilla, ogonek.
ACCENTS = re.compile("(?<=[A-Za-z])[\u0300-\u0303\u0306\u0308\u030a\u030c\u0327\u0328]")
PLAIN_LETTERS = re.compile("[A-Za-z .'-]*")


def looks_like(name, other):
    """Whether `name` might be taken for `other` and is not the same name in plain letters, which
    two people may share."""
    if skeleton(name) != skeleton(other) or plain(name) == plain(other):
        return False
    if PLAIN_LETTERS.fullmatch(name + other):
        # Lan may be taken for Ian if it is typed without capital, and not otherwise.
        return strokes(name) == strokes(other)
    return True


def skeleton(name):
    """What is left of `name` for the eye: no invisible characters, marks or capitals, and all
    that is drawn like a letter of Latin as that letter."""
    seen = "".join(each for each in name if each == " " or is_seen(each))
    letters = MARKS.sub("", unicodedata.normalize("NFKD", seen.translate(PUNCTUATION)))
    folded = letters.translate(LATIN).casefold().translate(LATIN)
    return unicodedata.normalize("NFC", folded)[:SKELETON_LENGTH].strip()


def plain(name):
    """In small letters and without the accents of Latin, with and without which people write one
    and the same name: Jose García may stand beside José García."""
    letters = unicodedata.normalize("NFD", name.translate(PUNCTUATION))
    return unicodedata.normalize("NFC", ACCENTS.sub("", letters)).lower()


def strokes(name):
    return re.sub("[Il]", "|", name).lower()
