"""Words of construction in both languages: what a question calls a thing, and how a drawing of the other language writes it."""

import re

PAIRS: tuple[tuple[str, str], ...] = (
    ("混凝土|砼", "CONC"), ("钢筋", "REINF|REBAR|BARS?"), ("箍筋", "STIRRUP|LINK|TIES"), ("屋面板|屋顶板", "ROOF SLAB"), ("屋面|屋顶", "ROOF"),
    ("女儿墙|栏板", "PARAPET|BALUSTRADE"), ("栏杆", "BALUSTRADE|RAILING|HAND ?RAIL"), ("扶手", "HAND ?RAIL"), ("椽条|椽子", "RAFTER"),
    ("檩条", "PURLIN"), ("屋脊板", "RIDGE BOARD"), ("屋脊", "RIDGE"), ("圈梁", "BELT|BOND BEAM|RING BEAM|TIE BEAM"), ("过梁", "LINTEL"),
    ("梁", "BEAM|JOIST"), ("柱", "COLUMN|PILLAR|POST"), ("楼板|板", "SLAB|DECK"), ("剪力墙", "SHEAR WALL"), ("墙板", "WALL ?PLATE|PANEL"),
    ("围墙", "BOUNDARY WALL|FENCE|COMPOUND WALL"), ("隔墙", "PARTITION"), ("外墙", "EXTERNAL WALL|EXTERIOR WALL|OUTER WALL"), ("墙", "WALL"),
    ("基础", "FOUNDATION|FOOTING"), ("承台", "PILE CAP"), ("桩", "PILE"), ("垫层", "BLINDING|LEAN|P\\.?C\\.?C"), ("回填", "FILL"),
    ("降板|沉箱|下沉", "SUNK|SUNKEN|DROP"), ("卫生间|厕所|洗手间", "TOILET|BATH|W\\.?C"), ("厨房", "KITCHEN"), ("楼梯", "STAIR"),
    ("踢面|踏步高", "RISER"), ("踏面|踏步宽", "TREAD"), ("休息平台|平台", "LANDING"), ("电梯厅", "ELEVATOR LOBBY|LIFT LOBBY"), ("电梯", "LIFT|ELEVATOR"),
    ("坡度", "SLOPE|PITCH(?! PINE)|FALLS?\\b|GRADIENT"), ("坡道", "RAMP"), ("防水", "WATER ?PROOF"), ("防潮", "DAMP"), ("保温", "INSULAT"), ("吊顶|天花|顶棚|天棚", "CEILING"),
    ("地面|楼面|地板", "FLOOR"), ("踢脚", "SKIRTING|BASE"), ("油漆|涂料|乳胶漆", "PAINT"), ("瓷砖|面砖|地砖", "TILE"), ("地毯", "CARPET"),
    ("玻璃", "GLASS|GLAZ"), ("铝合金", "ALUMIN"), ("木门", "TIMBER DOOR|WOOD DOOR"), ("木", "TIMBER|WOOD"), ("钢门", "METAL DOOR|STEEL DOOR"),
    ("不锈钢", "STAINLESS"), ("镀锌", "GALV"), ("型钢|钢结构|钢", "STEEL"), ("门框", "DOOR FRAME|FRAME"), ("卷帘", "SHUTTER"), ("门", "DOOR"),
    ("窗", "WINDOW"), ("五金", "HARDWARE|IRONMONGERY"), ("密封胶|嵌缝|打胶", "SEALANT|CAULK"), ("灭火器", "EXTINGUISHER"), ("消火栓|消防栓", "HYDRANT|HOSE"),
    ("喷淋|喷头", "SPRINKLER"), ("烟感|感烟", "SMOKE"), ("报警", "ALARM"), ("插座", "SOCKET|OUTLET|RECEPTACLE"), ("开关", "SWITCH"),
    ("配电箱", "DISTRIBUTION|PANEL|\\bDB\\b"), ("照明", "LIGHTING"), ("灯", "LIGHT|LAMP|LUMINAIRE"), ("桥架|线槽", "TRAY|TRUNKING"), ("水箱", "TANK"),
    ("化粪池", "SEPTIC"), ("雨水", "RAIN|STORM|DOWNPIPE"), ("污水", "SEWAGE|SEWER|SOIL"), ("检查井", "MANHOLE"), ("地漏", "FLOOR TRAP|FLOOR DRAIN"),
    ("水管|管道|管", "PIP"), ("阀", "VALVE"), ("泵", "PUMP"), ("热水器", "WATER HEATER"), ("停车|车位", "PARK|\\bCARS?\\b"), ("大街|道路|街道|路", "ROAD|STREET|AVENUE|LANE"),
    ("院子|庭院", "YARD|COURT"), ("花园", "GARDEN"), ("水池|池塘", "POND|POOL"), ("抗震", "SEISMIC|EARTHQUAKE"), ("防火|耐火|消防", "FIRE"),
    ("保护层", "\\bCOVER"), ("搭接", "\\bLAP|SPLICE"), ("锚固", "ANCHOR|DEVELOPMENT LENGTH"), ("焊接|焊缝", "WELD"), ("螺栓", "BOLT"), ("伸缩缝", "EXPANSION JOINT"),
    ("施工缝", "CONSTRUCTION JOINT"), ("养护", "CURING|CURE"), ("模板", "FORMWORK|SHUTTERING"), ("地基|土壤", "SOIL|SUBGRADE"), ("承载力", "BEARING|CAPACITY|S\\.?B\\.?C\\b"), ("荷载|活载", "LOAD"), ("风压|风荷载", "WIND"),
    ("标高", "LEVEL|ELEVATION"), ("尺寸", "DIMENSION"), ("现场", "SITE"), ("核实|复核|核对", "VERIF|CHECK"), ("承包商|施工单位|施工方", "CONTRACTOR"),
    ("建筑师", "ARCHITECT"), ("结构工程师", "STRUCTURAL ENGINEER"), ("工程师", "ENGINEER"), ("规范|标准", "CODE|STANDARD|SPECIFICATION"), ("走廊", "CORRIDOR|HALL"),
    ("大堂|门厅", "LOBBY|FOYER"), ("客厅|起居室", "LIVING"), ("主卧", "MAIN BED|MASTER BED"), ("卧室", "BED"), ("浴缸", "TUB"), ("阳台", "BALCONY"), ("露台", "TERRACE|PATIO|DECK"),
    ("车库", "GARAGE"), ("储藏|仓库", "STOR"), ("夹层", "MEZZ"), ("地下室", "BASEMENT"), ("雨篷|雨棚", "CANOPY|AWNING"), ("遮阳", "SUN ?SHADE|SUN ?SCREEN"),
    ("百叶", "LOUV"), ("幕墙", "CURTAIN WALL"), ("锅炉", "BOILER"), ("空调", "AIR ?-?CON|A/C|\\bAC\\b|HVAC"), ("通风|风管", "VENT|DUCT"), ("排气扇|排风扇", "EXHAUST FAN"),
    ("砌块|砌体", "BLOCK|MASONRY"), ("砖", "BRICK"), ("砂浆", "MORTAR"), ("抹灰|粉刷", "PLASTER|RENDER"), ("白蚁", "TERMITE"), ("土方|开挖", "EARTHWORK|EXCAVAT"),
    ("种植|绿化", "PLANT"), ("灌木", "SHRUB"), ("乔木|树", "TREE"), ("草坪", "LAWN|GRASS|TURF"), ("火炉|壁炉|柴炉", "STOVE|FIREPLACE"), ("冰箱", "REF"), ("洗碗机", "DISHWASHER|\\bDW\\b"),
    ("水槽|洗涤盆", "SINK"), ("护角", "CORNER GUARD"), ("踏步|台阶", "STEP"), ("预埋件", "EMBED"), ("洞口|开洞", "OPENING"), ("吊杆", "HANGER"), ("连系梁|拉梁", "TIE BEAM"),
    ("烟囱", "CHIMNEY"), ("檐沟|天沟", "GUTTER"), ("盖板|压顶", "COPING|COPPING"), ("泛水", "FLASHING"), ("石膏板", "GYPSUM|DRYWALL|GYP"), ("排水", "DRAIN|DISCHARGE"), ("疏散", "EGRESS|EXIT"),
)  # fmt: skip
"""(words of a question, words of an English drawing); the longest Chinese word is taken first."""
ZH_WORDS = sorted(
    ((word, english) for words, english in PAIRS for word in words.split("|")), key=lambda pair: -len(pair[0])
)


def english_of(text: str) -> tuple[list[tuple[str, str]], str]:
    """(each known Chinese word of the text with its English pattern, in order; the text without them)."""
    found: list[tuple[int, str, str]] = []
    for word, english in ZH_WORDS:
        while (at := text.find(word)) >= 0:
            found.append((at, word, english))
            text = text[:at] + " " * len(word) + text[at + len(word) :]
    return [(word, english) for _, word, english in sorted(found)], text


def chinese_of(word: str) -> str | None:
    """The Chinese pattern for an English word, where it is known."""
    known = [chinese for chinese, english in PAIRS if re.match(rf"(?:{english})(?:e?s)?$", word, re.I)]
    return "|".join(known) or None
