"""What the invented people say when they turn to us, what is asked, and why a case is opened. Nobody real."""

CONTACTS = (
    ("En oikein enää pärjää rappusissa, ja kauppaan on pitkä matka.", "Apua kaupassa käyntiin ja kotona liikkumiseen"),
    ("Äiti soittaa monta kertaa yössä. En jaksa enää yksin.", "Tukea omaishoitoon ja lepohetkiä"),
    ("Lääkkeet menevät sekaisin, vaikka dosetti on.", "Apua lääkkeiden ottamiseen"),
    ("Laskut ovat jääneet maksamatta, kun en löydä niitä.", "Apua raha-asioihin"),
    ("Isä on kaatunut kahdesti tällä viikolla.", "Arvio kotona pärjäämisestä"),
    (
        "En tiedä, kenelle tästä pitäisi soittaa. Olen soittanut jo neljään paikkaan.",
        "Joku, joka ottaa asian hoitaakseen",
    ),
    ("Naapurista kuuluu itkua öisin, olen huolissani.", "Yhteydenotto naapuriin"),
    ("Sairaalasta kotiutetaan perjantaina eikä kotona ole ketään.", "Kotiutuksen suunnittelu"),
    ("Yksin on hiljaista. Ennen kävin kerhossa.", "Seuraa ja tekemistä"),
    ("Poika joi taas rahat. En uskalla sanoa hänelle.", "Joku, jonka kanssa puhua"),
    ("Muistipolilla sanottiin, että pitäisi hakea jotain tukea.", "Neuvoa tuen hakemiseen"),
    ("Jag hittar inte orden på finska när det är bråttom.", "Service på svenska"),
    ("Työkkäri, Kela ja sossu lähettävät kaikki eri papereita.", "Yksi suunnitelma papereiden sijaan"),
    ("Puoliso ei tunne minua enää joka aamu.", "Tukea arkeen muistisairaan kanssa"),
    ("En pääse suihkuun yksin.", "Apua peseytymiseen"),
)
REASONS = (
    "Apua tarvitaan yhtä aikaa hoidosta, raha-asioista ja arjesta, eikä kukaan vastaa kokonaisuudesta.",
    "Läheinen on uupunut, ja palveluja on monta eri paikassa.",
    "Muisti heikkenee, ja asiat ovat hajallaan neljässä palvelussa.",
    "Toistuvia yhteydenottoja eri paikkoihin samasta asiasta.",
    "Kotiutus vaatii usean palvelun sopimaan yhdessä.",
)
OWN_WORDS = (
    "Haluan asua kotona niin kauan kuin tunnistan oman keittiöni.",
    "Tärkeintä on, että lapsenlapset voivat tulla käymään.",
    "Että joku soittaisi takaisin silloin kun lupaa.",
    "Haluaisin nukkua yöt.",
    "Puutarha. Jos pääsisin vielä kasvimaalle.",
    "Jag vill prata svenska med den som hjälper mig.",
)
GOALS = (
    (
        "Selviän aamuista omassa kodissani",
        (("Kotihoito käy aamulla ja katsoo lääkkeet", 7), ("Tukikaide suihkuun", 21)),
    ),
    ("Saan nukkua yöt", (("Puoliso lepohoitoon viikoksi", 28), ("Lääkärin kanssa katsotaan yölääkkeet", 14))),
    ("Laskut ovat ajan tasalla", (("Käydään laskut läpi yhdessä", 10), ("Haetaan asumistukea", 20))),
    ("Tapaan ihmisiä joka viikko", (("Muistiyhdistyksen päiväpiiriin tutustumaan", 14), ("Sovitaan kyyti", 12))),
    ("Tiedän, kenelle soitan", (("Vastuutyöntekijän numero jääkaapin oveen", 3),)),
)
DECLINES = ("belongs_elsewhere", "other_area", "more_information", "no_capacity")
