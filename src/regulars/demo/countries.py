"""Names, towns and telephone numbers of the countries Unfold sells to; all numbers are set aside for fiction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Country:
    """One country: its share of the customers, and what people are called there. `phones` are prefixes of free blocks."""

    code: str
    share: int
    language: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    towns: tuple[str, ...]
    phones: tuple[str, ...] = ()
    digits: int = 3


COUNTRIES: tuple[Country, ...] = (
    Country(
        "DE", 34, "de",
        ("Anna", "Lena", "Mia", "Hannah", "Sophie", "Katrin", "Birgit", "Jana", "Aylin", "Marie", "Petra", "Nele", "Lukas",
         "Jonas", "Felix", "Jürgen", "Mehmet", "Tobias", "Stefan", "Paul"),
        ("Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Wagner", "Becker", "Hoffmann", "Schäfer", "Koch", "Bauer",
         "Yılmaz", "Kowalski", "Krüger", "Hartmann", "Lange", "Krause", "Vogel", "Jäger", "Özdemir"),
        ("Berlin", "Hamburg", "München", "Köln", "Leipzig", "Freiburg", "Bremen", "Dresden", "Münster"),
        ("+493023125", "+494066969", "+498999998", "+496990009"),
    ),
    Country(
        "GB", 22, "en",
        ("Olivia", "Amelia", "Isla", "Emily", "Grace", "Priya", "Aisha", "Charlotte", "Megan", "Zoe", "Harry", "Oliver",
         "Callum", "Mohammed", "James", "Rhys"),
        ("Smith", "Jones", "Taylor", "Brown", "Patel", "Wilson", "Evans", "Khan", "Davies", "Roberts", "MacDonald", "Okafor",
         "Clarke", "Hughes", "Singh", "O'Brien"),
        ("London", "Bristol", "Leeds", "Glasgow", "Cardiff", "Norwich", "Brighton", "Belfast", "York"),
        ("+447700900", "+442079460", "+441174960", "+441134960"),
    ),
    Country(
        "FR", 15, "fr",
        ("Camille", "Léa", "Manon", "Chloé", "Inès", "Juliette", "Zoé", "Fatima", "Hélène", "Louis", "Hugo", "Théo",
         "François", "Karim"),
        ("Martin", "Bernard", "Dubois", "Petit", "Moreau", "Lefèvre", "Garcia", "Fournier", "Benali", "Girard", "Chevalier",
         "Nguyen", "Faure"),
        ("Paris", "Lyon", "Nantes", "Lille", "Bordeaux", "Strasbourg", "Rennes"),
        ("+3319900", "+3363998", "+3326191"),
        4,
    ),
    Country(
        "NL", 9, "nl",
        ("Emma", "Sanne", "Fleur", "Femke", "Lotte", "Noor", "Daan", "Bram", "Sem", "Youssef"),
        ("de Jong", "Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "El Amrani", "Mulder"),
        ("Amsterdam", "Utrecht", "Rotterdam", "Groningen", "Haarlem"),
    ),
    Country(
        "AT", 7, "de",
        ("Johanna", "Katharina", "Magdalena", "Verena", "Maximilian", "Florian", "Matthias", "Elif"),
        ("Gruber", "Huber", "Pichler", "Steiner", "Moser", "Leitner", "Novak", "Eder"),
        ("Wien", "Graz", "Linz", "Salzburg", "Innsbruck"),
    ),
    Country(
        "IT", 6, "it",
        ("Giulia", "Chiara", "Francesca", "Elena", "Sara", "Marco", "Alessandro", "Luca"),
        ("Rossi", "Ferrari", "Bianchi", "Romano", "Colombo", "Ricci", "Greco", "Conti"),
        ("Milano", "Torino", "Bologna", "Firenze", "Trieste"),
    ),
    Country(
        "US", 7, "en",
        ("Emma", "Ava", "Madison", "Maria", "Keisha", "Hailey", "Noah", "Ethan", "Diego", "Tyler"),
        ("Johnson", "Williams", "Miller", "Rodriguez", "Nguyen", "Washington", "Lee", "Cohen", "Hernandez"),
        ("Portland", "Austin", "Brooklyn", "Chicago", "Seattle", "Denver"),
        ("+150355501", "+151255501", "+171855501", "+131255501", "+120655501"),
        2,
    ),
)  # fmt: skip

DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "post.example.org", "home.example.net")

COMPANIES: tuple[tuple[str, str, int], ...] = (
    ("Hotel Morgenrot", "Hospitality", 42),
    ("Blackbird Coffee", "Hospitality", 18),
    ("Studio Kante", "Architecture", 9),
    ("Northgate Theatre", "Culture", 65),
    ("Librairie du Canal", "Retail", 6),
    ("Praxis Lindenhof", "Health", 12),
    ("Van Leer Bikes", "Retail", 24),
    ("Greenfield Primary", "Education", 38),
)
