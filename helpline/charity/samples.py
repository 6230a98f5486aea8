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

Je kunt ook komen als:

- je niet weet of je zorgen kloppen;
- je nog nooit met iemand hebt gepraat;
- je naast iemand staat die hulp nodig heeft.""",
        Language.EN: f"""{_EN}

Are you worried about your sexual feelings or behaviour towards minors? Or about someone else's? You can talk \
about that here.

You can also come when:

- you do not know if your worries are right;
- you have never talked with anyone yet;
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

Je berichten gaan op slot in je eigen browser. De server die je berichten doorgeeft, kan ze niet lezen. Je \
vertrouwt wel op de pagina die je opent. Wij publiceren de vingerafdruk daarvan en anderen kunnen die nakijken. \
Maar een verandering die alleen op jou is gericht, kan gemist worden.

- We vragen niet wie je bent. We bewaren geen naam en geen internetadres.
- Na het gesprek wissen we je berichten. We kunnen ze niet terughalen.
- We tellen alleen dat er een gesprek was, niet van wie.""",
        Language.EN: f"""{_EN}

Your messages are locked in your own browser. The server that passes on your messages cannot read them. You do \
trust the page you load. We publish its fingerprint and others can check it. But a change that is aimed at you \
alone could be missed.

- We do not ask who you are. We keep no name and no internet address.
- After the conversation we erase your messages. We cannot get them back.
- We only count that there was a conversation, not whose it was.""",
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
