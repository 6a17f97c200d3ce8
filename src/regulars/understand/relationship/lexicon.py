"""Words by which people tell that they are glad or cross, in the languages customers write to small businesses most.

Written by hand for letters, reviews and answers to shops and services. A text is read without knowing its language, so
words that are harmless in one language and harsh in another, as «sale» in French, are left out. `word+` stands for the
word with the endings of its language.
"""

from __future__ import annotations

from functools import cache

_ENDINGS = {
    "en": ("",),
    "de": ("", "e", "er", "es", "en", "em"),
    "fr": ("", "e", "s", "es"),
    "es": ("o", "a", "os", "as"),
    "it": ("o", "a", "i", "e"),
    "nl": ("", "e"),
}
# Weight: 2 for what nobody says in passing, 1 for the rest.
_GLAD = {
    "en": (
        "amazing awesome brilliant delighted excellent fabulous fantastic flawless gorgeous love loved loves outstanding "
        "perfect perfectly superb terrific wonderful recommend recommended",
        "beautiful best charming comfortable easy enjoy enjoyed friendly glad good grateful great happy helped helpful "
        "lovely nice pleasant pleased polite quick quickly reliable satisfied smooth smoothly thank thanks thrilled tidy "
        "welcoming well worth",
    ),
    "de": (
        "ausgezeichnet+ begeistert+ fantastisch+ genial+ großartig+ hervorragend+ herrlich+ liebe perfekt+ super "
        "traumhaft+ vorzüglich+ wunderbar+ wunderschön+ toll+ empfehle empfehlenswert angegossen",
        "angenehm+ bequem+ danke dankbar+ einfach+ freundlich+ freue froh gerne gut gute guter gutes guten glücklich+ "
        "hilfreich+ höflich+ klasse kompetent+ lecker+ nett+ pünktlich+ reibungslos+ schnell+ schön+ solide+ unkompliziert+ "
        "zufrieden+ zuverlässig+ vielen",
    ),
    "fr": (
        "excellent+ exceptionnel exceptionnelle extraordinaire fantastique formidable génial+ impeccable magnifique "
        "merveilleux merveilleuse parfait+ ravi+ splendide superbe recommande adore",
        "agréable aimable aimables bien beau belle bon bonne bons bonnes confortable content+ contente efficace facile "
        "heureux heureuse joli+ jolie merci pratique rapide rapidement satisfait+ sympa sympathique utile",
    ),
    "es": (
        "encanta encantad+ espectacular excelente excelentes extraordinari+ fantástic+ genial geniales increíble "
        "maravillos+ magnífic+ perfect+ recomiendo recomendable estupend+",
        "agradable amable amables bien bonit+ buen buen+ cómod+ contento contenta eficaz fácil feliz gracias lind+ "
        "rápid+ rápidamente satisfech+ sencill+ simpátic+ útil",
    ),
    "it": (
        "eccellente fantastic+ magnific+ meraviglios+ ottim+ perfett+ splendid+ stupend+ consiglio adoro",
        "bell+ buon+ bravi brava comod+ content+ felice gentile gentili grazie rapid+ soddisfatt+ veloce simpatic+",
    ),
    "nl": (
        "fantastisch+ geweldig+ perfect+ prachtig+ uitstekend+ aanrader",
        "blij+ dank bedankt fijn+ goed+ leuk+ mooi+ netjes prettig+ snel+ tevreden vriendelijk+ behulpzaam",
    ),
}
_CROSS = {
    "en": (
        "appalling awful awfully disgraceful disgusted disgusting dreadful furious hate hated horrible nightmare outrageous "
        "pathetic rude scam shocking terrible terribly unacceptable useless worst worse liars lied ripoff",
        "angry annoyed annoying bad badly broke broken complain complaint cracked crumpled damaged defective delay delayed "
        "dirty disappointed disappointing disappointment dishonest faded failed fault faulty frustrated frustrating ignored "
        "incompetent late leaking mess missing mistake overpriced pilled poor poorly problem problems ruined scratched shrank "
        "slow smelly stained stuck torn ugly unfriendly unhappy unhelpful unreliable unusable upset waste wasted wrong",
    ),
    "de": (
        "abzocke betrug entsetzlich+ entsetzt frechheit furchtbar+ grauenhaft+ katastrophal+ katastrophe lächerlich+ "
        "miserabel miserable schrecklich+ skandal unverschämt+ unverschämtheit wütend+ schlimm+",
        "ärgerlich+ ärger ärgert beschädigt+ beschwerde defekt+ dreckig+ enttäuscht+ enttäuschend+ enttäuschung falsch+ "
        "fehler fehlerhaft+ kaputt+ langsam+ leider mangelhaft+ nervt schlecht+ schmutzig+ sauer teuer unbrauchbar+ "
        "unfreundlich+ unmöglich+ unpünktlich+ unzufrieden+ unzuverlässig+ verärgert+ verspätet+ verspätung vergeblich "
        "warte problem probleme zerrissen+ zerkratzt+ fehlt fehlte nichts nirgends pillt",
    ),
    "fr": (
        "affreux affreuse arnaque catastrophe catastrophique furieux furieuse honte honteux horrible inacceptable "
        "inadmissible lamentable nul nulle nuls scandaleux scandaleuse pire épouvantable",
        "abîmé+ cassé+ décevant+ déception déçu+ déçue défaut défectueux défectueuse désagréable endommagé+ erreur "
        "hélas impoli+ insatisfait+ lâché lent+ malheureusement manquant+ mauvais mauvaise mécontent+ perdu+ plainte problème "
        "problèmes rien réclamation retard sali troué+ bouloche agacé+ énervé+ trompé+",
    ),
    "es": (
        "asco desastre engaño estafa fatal furios+ horrible horribles inaceptable lamentable pésim+ terrible terribles "
        "vergonzos+ vergüenza peor indignante",
        "averiad+ dañad+ decepcionad+ decepcionante decepción defectuos+ demora desagradable disgustad+ enfadad+ error "
        "estropead+ falla fallo incorrect+ insatisfech+ lent+ mal+ manchad+ molest+ perdid+ problema problemas queja "
        "reclamación retraso rot+ roto rota suci+ tarde",
    ),
    "it": (
        "orribile pessim+ schifo truffa vergogna inaccettabile disastro terribile peggiore",
        "arrabbiat+ brutt+ danneggiat+ delus+ deludente difettos+ lent+ maleducat+ problema problemi reclamo ritardo "
        "rott+ rovinat+ sbagliat+ scadente sporc+ purtroppo",
    ),
    "nl": (
        "afschuwelijk+ belachelijk+ oplichting schandalig+ verschrikkelijk+ waardeloos slechtste",
        "boos fout+ jammer helaas kapot+ klacht langzaam+ slecht+ teleurgesteld teleurstellend+ traag vertraging vies+ "
        "onvriendelijk+ probleem problemen beschadigd+",
    ),
}
# What turns the next word round. «no» and «nicht» stand right before it; «pas» too, in most sentences.
_NEGATIONS = (
    "aren't cannot can't couldn't didn't doesn't don't hardly hasn't haven't isn't never no not nothing wasn't weren't without "
    "won't wouldn't kein keine keinen keiner keines keinem nicht nie niemals ohne wenig jamais pas peu point sans ni nunca "
    "sin tampoco non mai senza geen niet nooit zonder"
)
# What may stand between both and weighs nothing.
_BETWEEN = (
    "a an at all any as been be being been particularly quite really so that the too totally very "
    "besonders ein eine einen ganz gerade mehr sehr so wirklich ganz zu de du la le les plus si trop très vraiment "
    "del demasiado el muy nada tan un una molto così een echt erg heel zo"
)


def negations() -> list[str]:
    """Words that turn the next one round."""
    return sorted(set(_NEGATIONS.split()))


def between() -> list[str]:
    """Words that may stand between both."""
    return sorted(set(_BETWEEN.split()))


def _spelled(words: str, language: str) -> list[str]:
    spelled = []
    for word in words.split():
        if not word.endswith("+"):
            spelled.append(word)
            continue
        stem = word[:-1]
        spelled += [stem + ending for ending in _ENDINGS[language]]
    return spelled


@cache
def weights() -> dict[str, int]:
    """Every word with its weight, from -2 (outraged) to 2 (enthusiastic). A word told twice keeps the milder weight."""
    found: dict[str, int] = {}
    for told, sign in ((_GLAD, 1), (_CROSS, -1)):
        for language, (strong, mild) in told.items():
            for words, weight in ((strong, 2), (mild, 1)):
                for word in _spelled(words, language):
                    found[word] = sign * weight if word not in found else _milder(found[word], sign * weight)
    # What is glad in one language and cross in another says nothing.
    return {word: weight for word, weight in found.items() if weight}


def _milder(one: int, other: int) -> int:
    return 0 if one * other <= 0 else min(one, other, key=abs)
