"""What the invented people say when they turn to us, what is asked, and why a case is opened. Nobody real."""

# What is said, what is asked, and whose words they are: hers, a close one's or another organisation's.
CONTACTS = (
    ("En oikein enää pärjää rappusissa, ja kauppaan on pitkä matka.", "Apua kaupassa käyntiin", "client"),
    ("Äiti soittaa monta kertaa yössä. En jaksa enää yksin.", "Tukea omaishoitoon ja lepohetkiä", "close_person"),
    ("Lääkkeet menevät sekaisin, vaikka dosetti on.", "Apua lääkkeiden ottamiseen", "client"),
    ("Laskut ovat jääneet maksamatta, kun en löydä niitä.", "Apua raha-asioihin", "client"),
    ("Isä on kaatunut kahdesti tällä viikolla.", "Arvio kotona pärjäämisestä", "close_person"),
    ("Olen soittanut jo neljään paikkaan enkä tiedä, kenelle kuuluu.", "Joku, joka ottaa asian hoitaakseen", "client"),
    ("Hän ei ole avannut ovea kahteen viikkoon. Ennen kävimme yhdessä torilla.", "Käynti kotona", "close_person"),
    ("Sairaalasta kotiutetaan perjantaina eikä kotona ole ketään.", "Kotiutuksen suunnittelu", "organisation"),
    ("Yksin on hiljaista. Ennen kävin kerhossa.", "Seuraa ja tekemistä", "client"),
    ("Poika lainaa rahaa eikä maksa takaisin. En uskalla sanoa hänelle.", "Joku, jonka kanssa puhua", "client"),
    ("Muistipolilla sanottiin, että pitäisi hakea jotain tukea.", "Neuvoa tuen hakemiseen", "client"),
    ("Jag hittar inte orden på finska när det är bråttom.", "Service på svenska", "client"),
    ("Työllisyyspalvelut, Kela ja sosiaalitoimi lähettävät kaikki eri papereita.", "Yksi suunnitelma", "client"),
    ("Puoliso ei tunne minua enää joka aamu.", "Tukea arkeen muistisairaan kanssa", "close_person"),
    ("En pääse suihkuun yksin.", "Apua peseytymiseen", "client"),
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
