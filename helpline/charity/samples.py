"""Sample texts of the demo, each marked as such in its first line; no charity has agreed to them."""

from helpline.charity.rules import Language, TextKey

_NL = "Voorbeeldtekst. Elke hulplijn schrijft hier een eigen tekst."
_EN = "Sample text. Each helpline writes its own."

SAMPLES: dict[TextKey, dict[Language, str]] = {
    TextKey.WELCOME: {
        Language.NL: f"""{_NL}

Fijn dat je er bent. Je praat met iemand die luistert en niet oordeelt. Je hoeft niet te zeggen wie je bent.""",
        Language.EN: f"""{_EN}

It is good that you are here. You talk with someone who listens and does not judge. You do not have to say who \
you are.""",
    },
    TextKey.WHO: {
        Language.NL: f"""{_NL}

Maak je je zorgen over je seksuele gevoelens of gedrag richting minderjarigen? Of over die van iemand anders? \
Daarover kun je hier praten.

Je bent ook welkom als:

- je niet zeker weet of je je zorgen moet maken;
- je er nog nooit met iemand over hebt gepraat;
- je naast iemand staat die hulp nodig heeft.""",
        Language.EN: f"""{_EN}

Are you worried about your sexual feelings or behaviour towards minors? Or about someone else's? You can talk \
about that here.

You are also welcome if:

- you are not sure whether you need to worry;
- you have never talked with anyone about it;
- you are close to someone who needs help.""",
    },
    TextKey.LIMITS: {
        Language.NL: f"""{_NL}

Wat je vertelt, blijft tussen jou en ons. Wij weten niet wie je bent en zoeken dat niet uit.

Er is één grens. Zeg je wie je bent of wie een kind is, en is dat kind in gevaar? Dan kunnen we dat niet voor \
ons houden. We melden het bij Veilig Thuis of bij de politie. Als het kan, zeggen we dat eerst tegen jou.

Je bepaalt zelf wat je vertelt. Je kunt praten zonder namen, adressen of scholen te noemen.""",
        Language.EN: f"""{_EN}

What you tell us stays between you and us. We do not know who you are and do not try to find out.

There is one limit. Do you tell us who you are or who a child is, and is that child in danger? Then we cannot \
keep that to ourselves. We report it to Veilig Thuis (Safe at Home) or to the police. If we can, we tell you \
first.

You decide what you tell. You can talk without naming people, addresses or schools.""",
    },
    TextKey.DATA: {
        Language.NL: f"""{_NL}

Hier schrijft de hulplijn wie er verantwoordelijk is, en hoe je die bereikt met een vraag of een klacht. Je mag \
ook klagen bij de Autoriteit Persoonsgegevens.

We weten niet wie je bent. Daarom kunnen we niet opzoeken of je hier eerder was, ook niet als je dat zelf vraagt.""",
        Language.EN: f"""{_EN}

Here the helpline writes who is responsible, and how you reach them with a question or a complaint. You may also \
complain to the Dutch Data Protection Authority.

We do not know who you are. That is why we cannot look up if you were here before, not even if you ask us to.""",
    },
    TextKey.WAITING: {
        Language.NL: f"""{_NL}

Je staat in de rij. Je hoeft niets te doen. Zodra er iemand voor je is, begint het gesprek hier.

Je mag je eerste bericht al schrijven. Het blijft in je browser tot er iemand is. Wil je weg? Dat kan altijd.""",
        Language.EN: f"""{_EN}

You are in the queue. You do not have to do anything. The conversation starts here as soon as someone is there \
for you.

You can write your first message now. It stays in your browser until someone is there. Do you want to leave? You \
can at any moment.""",
    },
    TextKey.AFTER: {
        Language.NL: f"""{_NL}

Dank je wel dat je wilde praten. Dat is niet makkelijk.

Je kunt altijd terugkomen. Je krijgt dan misschien iemand anders. Die weet niet wat je eerder vertelde.""",
        Language.EN: f"""{_EN}

Thank you for talking. That is not easy.

You can always come back. You may get someone else then. They do not know what you told us before.""",
    },
}
