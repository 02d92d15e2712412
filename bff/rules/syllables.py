"""Tells Vietnamese syllables, written without diacritics, from other letters: an onset and a rime.

The table also lets through some syllables that no word has (``ghua``); for guessing passwords that is right.
"""

ONSETS = (
    *("", "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph"),
    *("q", "r", "s", "t", "th", "tr", "v", "x"),
)
RIMES = """
a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu ech enh i ia ich iec iem ien ieng iep iet
ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo oet oi om on ong oong op
ot u ua uan uang uat uay uc ue uech uenh ui um un ung uoc uoi uom uon uong uop uot uou up ut uu uy uya uych
uyen uyet uynh uyt uyu uya uai uac uo y ya yem yen yeng yet yeu ym yn
""".split()
SYLLABLES = frozenset(onset + rime for onset in ONSETS for rime in RIMES)
