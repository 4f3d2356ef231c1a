"""Policy-like sentences in four languages, written for this benchmark, and documents put together from them.

Each sentence holds long words (to be broken at line ends), ligatures (fi, fl, ffi) and compounds with a hyphen of their
own. A number in braces is filled anew each time, so that no two sentences of a document are the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eval.layout.records import Grid, Heading, Items, Paragraph, Part

_SENTENCES: Mapping[str, Sequence[str]] = {
    "en": (
        "By {year} the ministry will publish a classification of {n} digital interventions and the evidence that each rests on.",
        "Interoperability is achieved when {n} regional offices exchange findings without retyping them.",
        "An evidence-based procurement procedure compares at least {n} offers and weighs their environmental sustainability.",
        "Health professionals in {n} hospitals receive introductory training before an AI-based system influences their workflow.",
        "The supervisory authority examined {n} notifications of unauthorised access in {year} and closed most of them within a fortnight.",
        "Confidentiality is not sufficient: patients should also find out who consulted their record, and on which of {n} grounds.",
        "Municipalities with fewer than {n} inhabitants share a specialist, which makes participation affordable for everybody.",
        "Financial incentives of {n} million a year are reserved for offline solutions in rural and underserved communities.",
        "The working group identified {n} difficulties, of which insufficient connectivity is the most frequently mentioned.",
        "Algorithmic transparency requires that a user-friendly description accompany each of the {n} authorised applications.",
        "Independent evaluation takes place every {n} months, and unsatisfactory findings are published without modification.",
        "In {year} approximately {n} per cent of respondents considered themselves sufficiently informed about secondary use.",
        "A cross-border infrastructure connects {n} participating countries and avoids unnecessary duplication of examinations.",
        "Human oversight is effective only if the responsible clinician can override the recommendation within {n} seconds.",
        "The first phase modernises {n} laboratories, the second one extends telemedicine to difficult-to-reach districts.",
        "Affected people may file a complaint with the ombudsperson, whose office handled {n} cases in {year}.",
        "Scientific institutions apply for pseudonymised information through a single office, normally within {n} working days.",
        "Responsibility for maintenance remains with the manufacturer for {n} years after the official decommissioning.",
        "The implementation plan specifies {n} milestones, their beneficiaries and the officials accountable for them.",
        "Cybersecurity exercises involve {n} organisations and are followed by a confidential after-action review.",
        "Refugees and displaced families are offered interpretation in {n} languages at every first consultation.",
        "Long-term affordability depends on staff: {n} additional specialists will be qualified before {year}.",
    ),
    "fr": (
        "D’ici {year}, le ministère publiera une classification de {n} interventions numériques et les preuves sur lesquelles chacune repose.",
        "L’interopérabilité est atteinte lorsque {n} établissements échangent leurs résultats sans les ressaisir.",
        "Une procédure d’achat rigoureuse compare au moins {n} offres et apprécie leur responsabilité environnementale.",
        "Les professionnels de {n} hôpitaux reçoivent une formation préalable avant qu’un système d’aide à la décision ne modifie leurs habitudes.",
        "L’autorité de contrôle a examiné {n} signalements d’accès non autorisé en {year} et en a clôturé la majeure partie en deux semaines.",
        "La confidentialité ne suffit pas : chaque patient doit savoir qui a consulté son dossier, et pour lequel des {n} motifs prévus.",
        "Les communes de moins de {n} habitants partagent un spécialiste, ce qui rend la participation financièrement accessible à toutes.",
        "Des incitations financières de {n} millions par an sont réservées aux territoires ruraux et aux quartiers insuffisamment desservis.",
        "Le groupe de travail a identifié {n} difficultés, dont l’insuffisance des raccordements est la plus fréquemment citée.",
        "La transparence algorithmique exige qu’une description compréhensible accompagne chacune des {n} applications autorisées.",
        "L’évaluation indépendante a lieu tous les {n} mois, et les conclusions défavorables sont publiées sans modification.",
        "En {year}, environ {n} pour cent des personnes interrogées s’estimaient suffisamment informées de l’utilisation secondaire.",
        "Une infrastructure transfrontalière relie {n} pays participants et évite la répétition inutile des examens.",
        "Le contrôle humain n’est effectif que si le clinicien responsable peut écarter la recommandation en {n} secondes.",
        "La première phase modernise {n} laboratoires, la seconde étend la télémédecine aux districts difficilement accessibles.",
        "Les personnes concernées peuvent saisir la médiatrice, dont les services ont traité {n} dossiers en {year}.",
        "Les institutions scientifiques demandent les informations pseudonymisées à un guichet unique, en principe sous {n} jours ouvrables.",
        "La responsabilité de la maintenance incombe au fabricant pendant {n} années après la mise hors service officielle.",
        "Le plan de mise en œuvre précise {n} étapes, leurs bénéficiaires et les fonctionnaires qui en répondent.",
        "Les exercices de cybersécurité associent {n} organisations et sont suivis d’un retour d’expérience confidentiel.",
        "Les familles réfugiées bénéficient d’un interprétariat en {n} langues, c’est-à-dire dès la première consultation.",
        "La soutenabilité à long terme dépend des effectifs : {n} spécialistes supplémentaires seront qualifiés avant {year}.",
    ),
    "de": (
        "Bis {year} veröffentlicht das Bundesministerium eine Klassifikation von {n} digitalen Versorgungsangeboten mitsamt ihrer Nachweisgrundlage.",
        "Interoperabilität ist erreicht, wenn {n} Gesundheitseinrichtungen ihre Befunde ohne erneute Eingabe austauschen.",
        "Ein wirtschaftliches Vergabeverfahren vergleicht mindestens {n} Angebote und bewertet deren Umweltverträglichkeit.",
        "Beschäftigte in {n} Krankenhäusern erhalten eine Einführungsschulung, bevor ein KI-gestütztes System ihre Arbeitsabläufe beeinflusst.",
        "Die Aufsichtsbehörde prüfte {year} insgesamt {n} Meldungen über unbefugte Zugriffe und schloss die meisten innerhalb von zwei Wochen ab.",
        "Vertraulichkeit allein genügt nicht: Betroffene sollen erfahren, wer ihre Patientenakte aus welchem von {n} Gründen eingesehen hat.",
        "Gemeinden mit weniger als {n} Einwohnern teilen sich eine Fachkraft, was die Beteiligung für alle erschwinglich macht.",
        "Finanzielle Anreize von jährlich {n} Millionen sind für strukturschwache und unterversorgte Gebiete vorgesehen.",
        "Die Arbeitsgruppe ermittelte {n} Schwierigkeiten, unter denen die unzureichende Netzanbindung am häufigsten genannt wurde.",
        "Transparenz verlangt, dass jeder der {n} zugelassenen Anwendungen eine allgemeinverständliche Beschreibung beiliegt.",
        "Die unabhängige Evaluierung findet alle {n} Monate statt, und unbefriedigende Ergebnisse werden unverändert veröffentlicht.",
        "Im Jahr {year} hielten sich etwa {n} Prozent der Befragten für ausreichend über die Sekundärnutzung informiert.",
        "Eine grenzüberschreitende Infrastruktur verbindet {n} teilnehmende Staaten und vermeidet überflüssige Doppeluntersuchungen.",
        "Menschliche Aufsicht wirkt nur, wenn die verantwortliche Ärztin die Empfehlung binnen {n} Sekunden verwerfen kann.",
        "Die erste Ausbaustufe modernisiert {n} Laboratorien, die zweite bringt die Telemedizin in schwer erreichbare Landkreise.",
        "Betroffene können sich an die Ombudsstelle wenden, die {year} in {n} Fällen vermittelt hat.",
        "Forschungseinrichtungen beantragen pseudonymisierte Angaben bei einer einzigen Stelle, in der Regel binnen {n} Arbeitstagen.",
        "Die Wartungspflicht verbleibt noch {n} Jahre nach der amtlichen Außerbetriebnahme beim Hersteller.",
        "Der Umsetzungsplan benennt {n} Etappenziele, die Begünstigten und die verantwortlichen Führungskräfte.",
        "An den Cybersicherheitsübungen beteiligen sich {n} Organisationen; Gesundheits- und Katastrophenschutz werten sie gemeinsam aus.",
        "Geflüchtete Familien erhalten beim Erstgespräch eine Sprachmittlung in {n} Sprachen, auch in Baden-Württemberg.",
        "Die langfristige Finanzierbarkeit hängt vom Personal ab: {n} zusätzliche Fachkräfte werden vor {year} qualifiziert.",
    ),
    "ru": (
        "К {year} году министерство опубликует классификацию {n} цифровых технологий и доказательства, на которых основана каждая из них.",
        "Интероперабельность достигается тогда, когда {n} учреждений здравоохранения обмениваются результатами без повторного ввода.",
        "Добросовестная процедура закупок сопоставляет не менее {n} предложений и оценивает их экологическую устойчивость.",
        "Медицинские работники {n} больниц проходят вводное обучение, прежде чем интеллектуальная система изменит порядок их работы.",
        "Надзорный орган рассмотрел в {year} году {n} сообщений о несанкционированном доступе и закрыл большинство за две недели.",
        "Одной конфиденциальности недостаточно: пациент должен знать, кто просматривал его карту и по какому из {n} оснований.",
        "Муниципалитеты с населением менее {n} человек привлекают общего специалиста, что делает участие доступным для каждого.",
        "Финансовые стимулы в размере {n} миллионов ежегодно предназначены для сельских и недостаточно обслуживаемых территорий.",
        "Рабочая группа выявила {n} затруднений, среди которых чаще всего упоминается недостаточная пропускная способность сетей.",
        "Прозрачность алгоритмов требует, чтобы каждое из {n} разрешённых приложений сопровождалось общедоступным описанием.",
        "Независимая оценка проводится каждые {n} месяцев, а неудовлетворительные результаты публикуются без изменений.",
        "В {year} году около {n} процентов опрошенных считали себя достаточно осведомлёнными о вторичном использовании сведений.",
        "Трансграничная инфраструктура соединяет {n} участвующих стран и исключает ненужное дублирование обследований.",
        "Человеческий контроль действенен лишь тогда, когда ответственный врач может отклонить рекомендацию за {n} секунд.",
        "На первом этапе модернизируются {n} лабораторий, на втором телемедицина распространяется на труднодоступные районы.",
        "Заинтересованные лица вправе обратиться к уполномоченному, который рассмотрел {n} обращений в {year} году.",
        "Научные организации запрашивают обезличенные сведения через единую службу, как правило, в течение {n} рабочих дней.",
        "Ответственность за обслуживание сохраняется за изготовителем в течение {n} лет после официального вывода из эксплуатации.",
        "План реализации определяет {n} контрольных точек, получателей поддержки и ответственных должностных лиц.",
        "В учениях по кибербезопасности участвуют {n} организаций, после чего проводится конфиденциальный разбор действий.",
        "Семьям беженцев предоставляется устный перевод на {n} языков при каждом первичном приёме у врача-терапевта.",
        "Долгосрочная финансовая устойчивость зависит от кадров: до {year} года будут подготовлены {n} дополнительных специалистов.",
    ),
}

_HEADINGS: Mapping[str, Sequence[str]] = {
    "en": (
        "Introduction and purpose", "Governance", "Interoperability of records", "Workforce and training",
        "Financing the transformation", "Monitoring and evaluation", "Cybersecurity", "Rights of patients",
        "Secondary use of health data", "Next steps",
    ),
    "fr": (
        "Introduction et objectifs", "Gouvernance", "Interopérabilité des dossiers", "Personnel et formation",
        "Financement de la transformation", "Suivi et évaluation", "Cybersécurité", "Droits des patients",
        "Utilisation secondaire des données", "Prochaines étapes",
    ),
    "de": (
        "Einleitung und Zweck", "Steuerung", "Interoperabilität der Akten", "Personal und Ausbildung",
        "Finanzierung des Wandels", "Überwachung und Bewertung", "Cybersicherheit", "Rechte der Versicherten",
        "Sekundärnutzung von Gesundheitsdaten", "Nächste Schritte",
    ),
    "ru": (
        "Введение и цели", "Управление", "Совместимость медицинских карт", "Кадры и обучение",
        "Финансирование преобразований", "Мониторинг и оценка", "Кибербезопасность", "Права пациентов",
        "Вторичное использование данных", "Дальнейшие шаги",
    ),
}  # fmt: skip

_NOTES: Mapping[str, str] = {
    "en": "See the official register of the ministry, volume {n}, as amended in {year}.",
    "fr": "Voir le registre officiel du ministère, volume {n}, modifié en {year}.",
    "de": "Siehe das amtliche Verzeichnis des Ministeriums, Band {n}, geändert im Jahr {year}.",
    "ru": "См. официальный реестр министерства, том {n}, в редакции {year} года.",
}

TITLES: Mapping[str, str] = {
    "en": "National strategy for digital health",
    "fr": "Stratégie nationale de santé numérique",
    "de": "Nationale Strategie für digitale Gesundheit",
    "ru": "Национальная стратегия цифрового здравоохранения",
}
RUNNING: Mapping[str, str] = {
    "en": "Digital health strategy — Ministry of Health",
    "fr": "Stratégie de santé numérique — Ministère de la Santé",
    "de": "Strategie digitale Gesundheit — Gesundheitsministerium",
    "ru": "Стратегия цифрового здравоохранения — Министерство здравоохранения",
}
FRONT: Mapping[str, tuple[str, str]] = {
    "en": ("Foreword", "Acknowledgements"),
    "fr": ("Avant-propos", "Remerciements"),
    "de": ("Vorwort", "Danksagung"),
    "ru": ("Предисловие", "Благодарности"),
}
ANNEX: Mapping[str, str] = {"en": "Annex", "fr": "Annexe", "de": "Anhang", "ru": "Приложение"}
CONTENTS: Mapping[str, str] = {"en": "Contents", "fr": "Sommaire", "de": "Inhalt", "ru": "Содержание"}

_COLUMNS: Mapping[str, tuple[str, str, str, str]] = {
    "en": ("Indicator", "Country", "Value", "Responsible body"),
    "fr": ("Indicateur", "Pays", "Valeur", "Organisme responsable"),
    "de": ("Indikator", "Land", "Wert", "Zuständige Stelle"),
    "ru": ("Показатель", "Страна", "Значение", "Ответственный орган"),
}
_INDICATORS: Mapping[str, Sequence[str]] = {
    "en": ("Hospitals with electronic records", "Certified applications", "Trained staff", "Complaints received",
           "Cross-border prescriptions", "Regional laboratories"),
    "fr": ("Hôpitaux dotés de dossiers électroniques", "Applications certifiées", "Personnel formé",
           "Réclamations reçues", "Ordonnances transfrontalières", "Laboratoires régionaux"),
    "de": ("Krankenhäuser mit elektronischer Akte", "Zertifizierte Anwendungen", "Geschultes Personal",
           "Eingegangene Beschwerden", "Grenzüberschreitende Rezepte", "Regionale Laboratorien"),
    "ru": ("Больницы с электронными картами", "Сертифицированные приложения", "Обученный персонал",
           "Полученные жалобы", "Трансграничные рецепты", "Региональные лаборатории"),
}  # fmt: skip
_COUNTRIES: Mapping[str, Sequence[str]] = {
    "en": ("France", "Malta", "Portugal", "Georgia", "Norway", "Kazakhstan"),
    "fr": ("France", "Malte", "Portugal", "Géorgie", "Norvège", "Kazakhstan"),
    "de": ("Frankreich", "Malta", "Portugal", "Georgien", "Norwegen", "Kasachstan"),
    "ru": ("Франция", "Мальта", "Португалия", "Грузия", "Норвегия", "Казахстан"),
}
_BODIES: Mapping[str, Sequence[str]] = {
    "en": ("National agency for digital health and medical devices", "Office for statistics",
           "Ministry of Health, department of primary care"),
    "fr": ("Agence nationale du numérique en santé et des dispositifs médicaux", "Office de la statistique",
           "Ministère de la Santé, direction des soins primaires"),
    "de": ("Nationale Agentur für digitale Gesundheit und Medizinprodukte", "Amt für Statistik",
           "Gesundheitsministerium, Abteilung Grundversorgung"),
    "ru": ("Национальное агентство цифрового здравоохранения и медицинских изделий", "Статистическое управление",
           "Министерство здравоохранения, отдел первичной помощи"),
}  # fmt: skip
_TARGET: Mapping[str, str] = {"en": "Target", "fr": "Objectif", "de": "Zielwert", "ru": "Целевое значение"}
_GOALS: Mapping[str, str] = {"en": "Goal", "fr": "But", "de": "Ziel", "ru": "Цель"}


@dataclass(slots=True)
class Writer:
    """Makes the parts of one document; the same seed makes the same document."""

    language: str
    seed: int
    _random: random.Random = field(init=False)
    _left: list[str] = field(default_factory=list, init=False)  # sentences not yet used in this round
    _fresh: Iterator[int] = field(init=False)  # numbers not yet used

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - a sample, no secret
        self._fresh = iter(self._random.sample(range(101, 999), 800))

    def sentence(self) -> str:
        """Return a sentence that the document does not hold yet."""
        if not self._left:
            self._left = self._random.sample(_SENTENCES[self.language], len(_SENTENCES[self.language]))
        return self._filled(self._left.pop())

    def paragraph(self, sentences: int, *, note: bool = False) -> Paragraph:
        """Return a paragraph; a note is called at the end of its first sentence."""
        words = tuple(self.sentence() for _ in range(sentences))
        return Paragraph(words, note=self._filled(_NOTES[self.language]) if note else "")

    def chapters(self, count: int, *, paragraphs: int, notes: bool) -> Iterator[Part]:
        """Yield headings of two levels with text and lists under them."""
        for n in range(count):
            yield Heading(_HEADINGS[self.language][n % 10], level=1)
            yield self.paragraph(3, note=notes)
            for m in range(paragraphs):
                if m == 1:
                    yield Heading(f"{_HEADINGS[self.language][(n + 5) % 10]} {self._number()}", level=2)
                yield self.paragraph(2 + (n + m) % 3, note=notes and m % 2 == 1)
            if n % 2:
                yield Items(tuple(self.sentence() for _ in range(3)))

    def table(self, kind: str, *, rows: int) -> Grid:
        """Return a table: "plain" columns, "wrapped" cells, a "spanned" header, or "merged" first cells."""
        one, two, three, four = _COLUMNS[self.language]
        years = tuple(str(2020 + n) for n in range(3))
        match kind:
            case "wrapped":
                body = [(self._indicator(n), self._country(n), self._number(), self._body(n)) for n in range(rows)]
                return Grid(header=((one, two, three, four),), rows=tuple(body), widths=(3, 2.2, 2, 4))
            case "spanned":
                return Grid(
                    header=((two, three, "", ""), ("", *years)), spans=(1, 3),
                    rows=tuple((self._country(n), *(self._number() for _ in years)) for n in range(rows)),
                    widths=(2, 1, 1, 1),
                )  # fmt: skip
            case "merged":
                goals = [f"{_GOALS[self.language]} {n // 2 + 1}" for n in range(rows)]
                body = [(goals[n], self._indicator(n), self._number(), self._number()) for n in range(rows)]
                header = (_GOALS[self.language], one, three, _TARGET[self.language])
                return Grid(header=(header,), rows=tuple(body), widths=(1.4, 4, 2.2, 2.4), is_merged=True)
            case _:
                body = [(self._indicator(n), self._country(n), self._number(), self._number()) for n in range(rows)]
                header = (one, two, three, _TARGET[self.language])
                return Grid(header=(header,), rows=tuple(body), widths=(4, 2.4, 2.2, 2.4))

    def _indicator(self, n: int) -> str:
        return _INDICATORS[self.language][n % 6]

    def _country(self, n: int) -> str:
        return _COUNTRIES[self.language][n % 6]

    def _body(self, n: int) -> str:
        return _BODIES[self.language][n % 3]

    def _number(self) -> str:
        return str(next(self._fresh))

    def _filled(self, text: str) -> str:
        return text.format(n=self._number(), year=self._random.randint(2015, 2039))
