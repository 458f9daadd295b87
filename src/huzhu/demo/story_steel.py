# ruff: noqa: E501 (sentences stand on one line each)
"""Experiences of melting, casting, forging and heat treatment: cases 1, 6, 7, 8, 12, 13, 14, 18, 19."""

from datetime import date

from huzhu.demo.plants import Said
from huzhu.demo.story import Condition, Experience, Text

STEEL = (
    Experience(
        1, "heat-the-ingot-head", Said("钢锭帽口加热", "Ingot hot-top heating"), "ingot-casting",
        Said("给帽口加热，让锭头多保持一会儿液态，切掉的就少。", "A burner over the hot top keeps the head liquid longer, so less of each ingot is cut off."),
        (
            Text(date(1956, 12, 24), Said("帽口里的钢水保持液态，能补进收缩孔；帽头可以做短，切头少，钢锭收合率提高。", "Steel in the hot top stays liquid and feeds the shrinkage cavity; the head can be shorter, less is cropped, and yield rises."),
                 (Said("浇完两分钟内点火。", "Light the burner within two minutes of pouring."),
                  Said("喷嘴离帽口18厘米，保温35分钟。", "Hold it 18 cm above the hot top for 35 minutes."),
                  Said("帽头按新高度浇，逐炉记录。", "Pour the head to the new height and note it heat by heat."))),
            Text(date(1957, 11, 18), Said("帽口加热使帽头缩短；帽头短了，人工翻钢时容易打滑，所以开坯车间必须先有翻钢板。", "Heating shortens the head; a short head slips when the ingot is turned by hand, so the blooming mill must have its turning plate first."),
                 (Said("先确认开坯车间的升降台翻钢板已经使用。", "First make sure that the blooming mill uses its turning plate."),
                  Said("浇完两分钟内点火。", "Light the burner within two minutes of pouring."),
                  Said("喷嘴离帽口18厘米，保温35分钟。", "Hold it 18 cm above the hot top for 35 minutes."),
                  Said("把短帽头的炉号告诉开坯车间。", "Tell the blooming mill which heats have short heads.")),
                 Said("本溪开坯翻钢时多次伤人，加上先装翻钢板这一步。", "People were hurt turning ingots at Benxi; the plate comes first from now on.")),
        ),
        needs=(
            (Said("钢种", "Steel"), Said("镇静钢，锭重1.2到3吨", "Killed steel, ingots of 1.2 to 3 t")),
            (Said("燃料", "Fuel"), Said("煤气或氧气", "Gas or oxygen")),
            (Said("不适用", "Not for"), Said("沸腾钢", "Rimmed steel")),
        ),
        conditions=(
            Condition("turning", Said("开坯车间用升降台翻钢板吗？", "Does your blooming mill turn ingots on the lifting table?")),
            Condition("height", Said("帽头高度能逐炉固定吗？", "Can the head's height be fixed heat by heat?"), must=False),
        ),
        touches=("surface-rejects", "output"), equipment=("hot-top-moulds",), metric="ingot-yield", product="killed", expected=(0.01, 0.04),
        origin_note=Said("文章没有说最先由谁采用。", "The article does not say who did it first."),
        stated=Said("文章记载：本溪为提高钢锭收合率推行帽口加热，帽头缩短了，却给轧钢带来危险，多次伤人。文章没有给出收合率的数字。", "The article says: Benxi heated the hot top to raise ingot yield; the head became shorter, which endangered rolling, and several people were hurt. It gives no yield figure."),
        remedy="turning-plate-on-the-lifting-table",
        warning=Said("帽头短了，人工翻钢容易打滑伤人。开坯车间没有升降台翻钢板之前不要开始。", "A short head slips when the ingot is turned by hand, and people were hurt. Do not start before the blooming mill has its turning plate."),
    ),
    Experience(
        6, "bucket-charging", Said("电炉料罐装料", "Bucket charging of the arc furnace"), "electric-steelmaking",
        Said("炉盖旋开，料罐一次装入，代替人工装料。", "The roof swings away and a bucket charges at once what was thrown in by hand."),
        (Text(date(1956, 12, 3), Said("装料时间短，炉膛少散热，冶炼时间缩短。", "Charging is short, the furnace loses less heat, and the heat takes less time."),
              (Said("炉盖改为旋开。", "Make the roof swing away."), Said("罐底先铺轻薄料，护住炉底。", "Put light scrap at the bottom of the bucket to spare the hearth."), Said("吊装，合盖，送电。", "Charge by crane, close the roof, switch on."))),),
        needs=((Said("设备", "Equipment"), Said("旋开式炉盖，行车", "Swing roof and a crane")), (Said("小心", "Beware"), Said("重料会砸坏炉坡", "Heavy scrap damages the banks"))),
        conditions=(Condition("roof", Said("炉盖能旋开吗？", "Can the roof swing away?")), Condition("cushion", Said("有轻薄料垫底吗？", "Is there light scrap for the bottom?"))),
        touches=("refractory-use", "roof-life", "power-per-tonne"), metric="heat-time", origin="dalian-eaf", expected=(-0.1, -0.04),
    ),
    Experience(
        7, "oxygen-assisted-melting", Said("电炉吹氧助熔", "Oxygen-assisted melting"), "electric-steelmaking",
        Said("熔化期吹氧，熔得快，省电。", "Oxygen during melt-down melts faster and saves power."),
        (Text(date(1957, 3, 4), Said("氧气与炉料中的碳和铁反应放热，熔化期缩短；炉顶受热多。", "Oxygen reacts with carbon and iron in the charge and gives heat, so melt-down is shorter; the roof gets hotter."),
              (Said("炉门装枪架和挡板。", "Fit a lance rest and a shield at the door."), Said("炉料发红后吹氧，压力不超过六个气压。", "Blow once the charge is red, at no more than six atmospheres."), Said("每炉看炉顶。", "Look at the roof after each heat."))),),
        needs=((Said("氧气", "Oxygen"), Said("每吨10立方米", "10 m³ a tonne")), (Said("小心", "Beware"), Said("炉顶寿命缩短，枪口灼伤", "Shorter roof life; burns at the lance"))),
        conditions=(Condition("supply", Said("氧气够每吨10立方米吗？", "Is there 10 m³ of oxygen a tonne?")), Condition("shield", Said("枪口挡板装好了吗？", "Is the lance shield in place?"))),
        touches=("roof-life", "power-per-tonne", "refractory-use"), metric="heat-time", origin="plant-c-eaf", expected=(-0.15, -0.08),
    ),
    Experience(
        8, "hot-fettling", Said("平炉热补炉", "Hot fettling"), "open-hearth-steelmaking",
        Said("不等炉子冷下来就补炉。", "The hearth is repaired without letting the furnace cool."),
        (Text(date(1957, 1, 14), Said("出钢后趁热补炉，省去降温和升温。", "Repairing right after tapping saves cooling down and heating up."),
              (Said("备好补炉料和长柄工具。", "Have material and long tools ready."), Said("出钢后立即补炉，十分钟轮换。", "Fettle right after tapping and take turns every ten minutes."), Said("喝盐汽水，穿水冷服。", "Drink salted water and wear water-cooled suits."))),),
        needs=((Said("人员", "People"), Said("两组轮换", "Two crews in turn")), (Said("小心", "Beware"), Said("七八月容易中暑", "Heat stroke in July and August"))),
        conditions=(Condition("turns", Said("安排了轮换吗？", "Are turns arranged?")),),
        touches=("roof-life", "refractory-use"), equipment=("open-hearth-furnace",), metric="tap-to-tap-time", origin="plant-c-open-hearth", expected=(-0.1, -0.05),
    ),
    Experience(
        12, "hot-charging-of-ingots", Said("钢锭热送热装", "Hot charging of ingots"), "blooming",
        Said("钢锭脱模后热着送进均热炉。", "Stripped ingots go into the soaking pits while they are hot."),
        (Text(date(1958, 3, 31), Said("按时刻表运锭，入炉温度高，省燃料；有些合金钢热装会裂。", "Ingots run by a timetable and arrive hot, which saves fuel; some alloy grades crack when charged hot."),
              (Said("定热锭车时刻表。", "Fix a timetable for the ingot train."), Said("炉号随锭走。", "Let the heat number travel with the ingot."), Said("易裂钢种列表，缓冷。", "List the grades that crack and cool those slowly."))),),
        needs=((Said("运输", "Transport"), Said("热锭车按时刻表", "Ingot train on a timetable")), (Said("不适用", "Not for"), Said("易裂合金钢", "Alloy grades that crack"))),
        conditions=(Condition("grades", Said("易裂钢种列出来了吗？", "Is there a list of grades that crack?")),),
        touches=("surface-rejects", "output"), equipment=("soaking-pits",), metric="fuel-per-tonne", origin="plant-c-blooming", expected=(-0.15, -0.08),
    ),
    Experience(
        13, "annealing-with-forging-heat", Said("锻后余热退火", "Annealing with forging heat"), "forging",
        Said("锻件趁热入退火炉，省一次加热。", "Forgings go into the annealing furnace hot and save one heating."),
        (Text(date(1957, 9, 23), Said("利用锻后余热，少烧一次；保温时间要按尺寸定，不然硬度不匀。", "The heat left after forging is used; holding time must follow the size or hardness is uneven."),
              (Said("锻完十分钟内装炉。", "Charge within ten minutes of forging."), Said("按尺寸查保温时间表。", "Look holding time up by size."), Said("抽查硬度。", "Check hardness by sample."))),),
        needs=((Said("距离", "Distance"), Said("锻锤与退火炉相距不远", "Hammer and furnace close together")),),
        conditions=(Condition("table", Said("有保温时间表吗？", "Is there a table of holding times?")),),
        touches=("hardness-spread", "rework", "on-time-delivery"), metric="fuel-per-tonne", origin="plant-d-forge", expected=(-0.25, -0.1),
    ),
    Experience(
        14, "stacked-heat-treatment-racks", Said("热处理组合料架", "Stacked heat-treatment racks"), "heat-treatment",
        Said("料架叠放，一炉装得多。", "Racks are stacked, so each charge is larger."),
        (Text(date(1958, 1, 20), Said("料架分层，炉气能通过；支点过远会变形。", "Tiers leave room for the furnace gas; supports too far apart let pieces bend."),
              (Said("按件长定支点间距。", "Set the supports by the length of the piece."), Said("先装半炉试。", "Try half a charge first."), Said("量变形再定层数。", "Measure distortion before settling the tiers."))),),
        needs=((Said("材料", "Material"), Said("耐热钢料架", "Racks of heat-resisting steel")), (Said("小心", "Beware"), Said("长件会变形", "Long pieces bend"))),
        conditions=(Condition("supports", Said("支点间距定好了吗？", "Is the spacing of supports settled?")),),
        touches=("rework", "hardness-spread"), metric="output", origin="dalian-heat-treatment", expected=(0.1, 0.25),
    ),
    Experience(
        18, "new-mould-coating", Said("钢锭模新涂料", "New mould coating"), "ingot-casting",
        Said("换一种涂料，据说结疤少。", "Another coating, said to give fewer scabs."),
        (Text(date(1957, 12, 16), Said("据试用者说，新涂料不易起疤；原因没有写清楚。", "Those who tried it say that fewer scabs form; why is not written down."),
              (Said("模温降到80度以下刷涂。", "Brush it on when the mould is below 80 degrees."), Said("刷两遍，烘干。", "Two coats, dried."))),),
        needs=((Said("材料", "Material"), Said("新涂料", "The new coating")),),
        conditions=(Condition("dry", Said("模子能烘干吗？", "Can the moulds be dried?"), must=False),),
        touches=("ingot-yield", "mould-use"), metric="surface-rejects", origin="plant-c-casting", expected=(-0.2, -0.05),
    ),
    Experience(
        19, "shift-consumption-board", Said("班组消耗牌", "Shift consumption board"), "electric-steelmaking",
        Said("每天把电极消耗写在牌上，大家看得见。", "Electrode use is written on a board every day for all to see."),
        (Text(date(1957, 4, 22), Said("看得见的数字让人留心；要不断换新目标，不然慢慢没人看。", "A number in sight keeps people careful; without new targets nobody looks at it after a while."),
              (Said("炉前挂牌，每班填写。", "Hang the board by the furnace and fill it in every shift."), Said("每周开五分钟会。", "Meet for five minutes every week."))),),
        needs=((Said("材料", "Material"), Said("一块牌，一支粉笔", "A board and chalk")),),
        conditions=(Condition("weigh", Said("电极每天称重吗？", "Are electrodes weighed every day?")),),
        touches=("power-per-tonne", "heat-time"), metric="electrode-use", origin="benxi-eaf", expected=(-0.08, -0.02),
    ),
)  # fmt: skip
