"""Names of countries and regions that CLDR does not list, and which countries are sought in texts; data only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REGIONS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "EURO": {
            "en": "WHO European Region",
            "fr": "Région européenne de l’OMS",
            "de": "Europäische Region der WHO",
            "ru": "Европейский регион ВОЗ",
        },
        "EU": {"en": "European Union", "fr": "Union européenne", "de": "Europäische Union", "ru": "Европейский союз"},
        "OECD": {"en": "OECD", "fr": "OCDE", "de": "OECD", "ru": "ОЭСР"},
        "GLOBAL": {"en": "Global", "fr": "Monde", "de": "Weltweit", "ru": "Весь мир"},
    }
)

REGION_ALIASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "EURO": "European Region of WHO;WHO/Europe",
            "EU": "EU",
        },
        "fr": {
            "EURO": "OMS/Europe",
            "EU": "UE",
        },
        "de": {
            "EURO": "WHO/Europa;Europäische Region der Weltgesundheitsorganisation",
            "EU": "EU",
        },
        "ru": {
            "EURO": "ВОЗ/Европа;Европейский регион Всемирной организации здравоохранения",
            "EU": "ЕС;Евросоюз",
        },
    }
)

# Further names, separated by ";". Under "" stand names to be passed over, since they only hold a country's name.
ALIASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "GBR": "UK;U.K.;Great Britain;Britain;England;Scotland;Wales;Northern Ireland",
            "USA": "US;U.S.;USA;U.S.A.;United States of America",
            "TUR": "Turkey",
            "CZE": "Czech Republic",
            "NLD": "Holland",
            "RUS": "Russian Federation",
            "MDA": "Republic of Moldova",
            "MKD": "Macedonia",
            "IRL": "Republic of Ireland",
            "ARE": "UAE",
            "KOR": "Korea;Republic of Korea",
            "BIH": "Bosnia",
            "COD": "DR Congo;Democratic Republic of the Congo",
            "COG": "Republic of the Congo",
            "CIV": "Ivory Coast",
            "CPV": "Cabo Verde",
            "VNM": "Viet Nam",
            "PSE": "Palestine",
            "VAT": "Holy See",
            "SWZ": "Swaziland",
            "TLS": "East Timor",
            "LAO": "Lao People's Democratic Republic",
            "SYR": "Syrian Arab Republic",
            "KGZ": "Kyrgyz Republic",
            "IRN": "Islamic Republic of Iran",
            "BLR": "Byelorussia",
            "SVK": "Slovak Republic",
            "": "South Georgia;New Mexico;New England;New South Wales",
        },
        "fr": {
            "GBR": "Grande-Bretagne;Angleterre;Écosse;Pays de Galles;Irlande du Nord",
            "USA": "États-Unis d’Amérique;USA",
            "CZE": "République tchèque",
            "NLD": "Hollande",
            "RUS": "Fédération de Russie",
            "MDA": "République de Moldova;Moldova",
            "BLR": "Bélarus",
            "TUR": "Türkiye",
            "KGZ": "Kirghizistan",
            "KOR": "République de Corée",
            "COD": "République démocratique du Congo",
            "COG": "République du Congo",
            "SLV": "El Salvador",
            "VNM": "Vietnam",
            "PSE": "Palestine",
            "VAT": "Vatican;Saint-Siège",
            "MKD": "Macédoine",
            "SVK": "République slovaque",
            "BIH": "Bosnie",
            "": "Nouveau-Mexique;Nouvelle-Angleterre;Nouvelle-Galles du Sud",
        },
        "de": {
            "GBR": "Großbritannien;England;Schottland;Wales;Nordirland",
            "USA": "USA;Vereinigte Staaten von Amerika",
            "CZE": "Tschechische Republik",
            "NLD": "Holland",
            "RUS": "Russische Föderation",
            "MDA": "Moldau;Moldawien",
            "BLR": "Weißrussland",
            "TUR": "Türkiye",
            "MKD": "Mazedonien",
            "KOR": "Republik Korea",
            "SVK": "Slowakische Republik",
            "COD": "Demokratische Republik Kongo",
            "COG": "Republik Kongo",
            "CIV": "Elfenbeinküste",
            "PSE": "Palästina",
            "VAT": "Vatikan;Heiliger Stuhl",
            "BIH": "Bosnien",
            "CPV": "Kap Verde",
            "TLS": "Osttimor",
            "": "New Mexico;New England",
        },
        "ru": {
            "GBR": "Соединенное Королевство;Британия;Англия;Шотландия;Уэльс;Северная Ирландия",
            "USA": "США;Соединенные Штаты Америки",
            "CZE": "Чешская Республика",
            "NLD": "Голландия",
            "RUS": "Российская Федерация;РФ",
            "MDA": "Республика Молдова;Молдавия",
            "BLR": "Белоруссия",
            "KGZ": "Кыргызстан;Кыргызская Республика",
            "KOR": "Южная Корея",
            "PRK": "Северная Корея",
            "MKD": "Македония",
            "ARE": "Объединенные Арабские Эмираты",
            "COD": "Демократическая Республика Конго",
            "SVK": "Словацкая Республика",
            "BIH": "Босния",
            "PSE": "Палестина",
            "TUR": "Тюркие",
            "": "Нью-Мексико",
        },
    }
)

# Members of the United Nations, observers, Kosovo and Taiwan, as ISO 3166-1 alpha-2 codes. Dependencies are left out:
# Réunion, Jersey or Guernsey are everyday words before they are places.
_SOUGHT = (
    "AF AL DZ AD AO AG AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA CF TD CL "
    "CN CO KM CG CD CR CI HR CU CY CZ DK DJ DM DO EC EG SV GQ ER EE SZ ET FJ FI FR GA GM GE DE GH GR GD GT GN "
    "GW GY HT HN HU IS IN ID IR IQ IE IL IT JM JP JO KZ KE KI KP KR KW KG LA LV LB LS LR LY LI LT LU MG MW MY "
    "MV ML MT MH MR MU MX FM MD MC MN ME MA MZ MM NA NR NP NL NZ NI NE NG MK NO OM PK PW PA PG PY PE PH PL PT "
    "QA RO RU RW KN LC VC WS SM ST SA SN RS SC SL SG SK SI SB SO ZA SS ES LK SD SR SE CH SY TJ TZ TH TL TG TO "
    "TT TN TR TM TV UG UA AE GB US UY UZ VU VE VN YE ZM ZW PS VA XK TW"
)
SOUGHT = tuple(_SOUGHT.split())
