# ruff: noqa: E501 (a table reads better with one row a line)
"""The people of the demo. All names are invented; the article names nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from huzhu.demo.plants import Said, workshops


@dataclass(frozen=True)
class Person:
    """Somebody with one seat: at a workshop, at a plant, or in the alliance."""

    username: str
    name: Said
    role: str
    workshop: str = ""
    plant: str = ""
    signs_in: bool = False


_HEADS = {  # workshop heads, in the order of `plants.workshops`
    "dalian": "李文 Li Wen,陈振海 Chen Zhenhai,刘德山 Liu Deshan,吴广田 Wu Guangtian,徐炳南 Xu Bingnan,马玉成 Ma Yucheng,"
    "高福臣 Gao Fuchen,宋长林 Song Changlin,韩忠义 Han Zhongyi,曹殿元 Cao Dianyuan,邓继先 Deng Jixian",
    "benxi": "张国栋 Zhang Guodong,许庆余 Xu Qingyu,郭凤山 Guo Fengshan,何永昌 He Yongchang,罗景春 Luo Jingchun,"
    "梁玉柱 Liang Yuzhu,谢宝田 Xie Baotian,唐立德 Tang Lide,冯树林 Feng Shulin,于占海 Yu Zhanhai,董文彬 Dong Wenbin",
    "plant-c": "萧春和 Xiao Chunhe,程万里 Cheng Wanli,沈家栋 Shen Jiadong,彭兴国 Peng Xingguo,吕连生 Lü Liansheng,"
    "苏启明 Su Qiming,蒋学礼 Jiang Xueli,蔡金声 Cai Jinsheng,贾云鹏 Jia Yunpeng,丁长贵 Ding Changgui,魏德胜 Wei Desheng,"
    "薛茂林 Xue Maolin",
    "plant-d": "叶振东 Ye Zhendong,阎守信 Yan Shouxin,余克俭 Yu Kejian,潘洪江 Pan Hongjiang,杜永福 Du Yongfu,"
    "戴传义 Dai Chuanyi,夏景明 Xia Jingming,钟桂林 Zhong Guilin,汪大同 Wang Datong,田玉山 Tian Yushan,任广德 Ren Guangde",
}
_OFFICES = {
    "chief_engineer": ("赵明 Zhao Ming", "林书田 Lin Shutian", "范伯年 Fan Bonian", "石振华 Shi Zhenhua"),
    "safety_officer": ("孙玉兰 Sun Yulan", "朱慎之 Zhu Shenzhi", "秦淑珍 Qin Shuzhen", "江护林 Jiang Hulin"),
    "data_steward": ("方静 Fang Jing", "袁慧 Yuan Hui", "邹敏 Zou Min", "熊秀英 Xiong Xiuying"),
    "plant_director": ("王纪元 Wang Jiyuan", "胡致中 Hu Zhizhong", "陆承业 Lu Chengye", "金光远 Jin Guangyuan"),
}
_OTHERS = (
    ("王强 Wang Qiang", "operator", "dalian-medium-section"),
    ("姜铁林 Jiang Tielin", "team_leader", "dalian-medium-section"),
    ("孔繁树 Kong Fanshu", "workshop_engineer", "dalian-medium-section"),
    ("崔玉堂 Cui Yutang", "workshop_engineer", "benxi-medium-section"),
    ("侯德才 Hou Decai", "operator", "benxi-blooming"),
)
_SIGN_IN_SHOPS = (
    "dalian-medium-section", "benxi-medium-section", "plant-c-medium-section", "plant-d-medium-section", "benxi-blooming",
)  # fmt: skip


def _username(english: str) -> str:
    return english.lower().replace("ü", "u").replace(" ", "-")


def _said(both: str) -> Said:
    chinese, english = both.split(" ", 1)
    return Said(chinese, english)


def persons() -> Iterator[Person]:
    """Everybody: the heads of all workshops, the offices of each plant, some of the crew, the secretariat, the committee."""
    heads = {plant: iter(names.split(",")) for plant, names in _HEADS.items()}
    for shop in workshops():
        name = _said(next(heads[shop.plant]))
        signs_in = shop.slug in _SIGN_IN_SHOPS
        yield Person(_username(name.en), name, "workshop_head", shop.slug, shop.plant, signs_in)
    for role, names in _OFFICES.items():
        for plant, both in zip(_HEADS, names, strict=True):
            name = _said(both)
            yield Person(
                _username(name.en), name, role, "", plant, signs_in=plant == "dalian" and role != "plant_director"
            )
    for both, role, shop_slug in _OTHERS:
        name = _said(both)
        signs_in = role == "operator" and shop_slug.startswith("dalian")
        plant = next(shop.plant for shop in workshops() if shop.slug == shop_slug)
        yield Person(_username(name.en), name, role, shop_slug, plant, signs_in)
    yield Person("zhou-ping", Said("周平", "Zhou Ping"), "secretariat", signs_in=True)
    yield Person("luo-zhenbang", Said("骆振邦", "Luo Zhenbang"), "committee", signs_in=True)


@cache
def _heads() -> dict[str, str]:
    return {one.workshop: one.username for one in persons() if one.role == "workshop_head"}


def head_of(workshop: str) -> str:
    """Sign-in name of the head of a workshop."""
    return _heads()[workshop]
