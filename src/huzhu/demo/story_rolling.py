# ruff: noqa: E501 (sentences stand on one line each)
"""Experiences of the rolling mills and of transport: cases 2, 3, 4, 9, 10, 11, 15, 16, 17."""

from datetime import date

from huzhu.demo.plants import Said
from huzhu.demo.story import Condition, Experience, Text

_BENXI_VISIT = Said(
    "文章记载：本溪换轧辊时间很短，四个厂在本溪召开专业会议并现场参观；大连推广后，中型轧钢换辊时间缩短50%，小型轧钢缩短30%到40%。",
    "The article says: Benxi changed rolls in a very short time; the four plants held a professional meeting and a visit there; Dalian then shortened roll changes by 50% on medium sections and by 30% to 40% on small sections.",
)
_CREW = Said("每人有固定位置和一张步骤卡", "Everybody has a fixed place and a step card")

ROLLING = (
    Experience(
        2, "turning-plate-on-the-lifting-table", Said("升降台翻钢板", "Turning plate on the lifting table"), "blooming",
        Said("升降台上的翻钢板代替人工翻钢，人离开热钢锭。", "A plate on the lifting table turns the ingot, so nobody stands beside it."),
        (
            Text(date(1957, 10, 14), Said("钢锭由升降台带动翻钢板翻转90度，不再用手持撬棍和吊钩，锭头再短也不会打滑伤人。", "The lifting table drives a plate that turns the ingot by 90 degrees. No bar and hook are held by hand, so a short head cannot slip towards anybody."),
                 (Said("停机测量升降台行程和传动余量。", "Stop the mill and measure the table's stroke and the spare power of its drive."),
                  Said("按图制作翻钢板，先用冷锭试翻二十次。", "Make the plate to the drawing and turn a cold ingot twenty times."),
                  Said("装好护栏，划出站人线。", "Fit the guard and paint the line behind which people stand."),
                  Said("操纵工和钩工一起练三班。", "Let operators and hook men practise together for three shifts."))),
            Text(date(1958, 2, 3), Said("翻钢板代替人工翻钢；新增联锁，台面未落到底时翻钢板不动作，避免夹手。", "The plate turns the ingot instead of people; with the new interlock it does not move until the table is fully down, so no hand is caught."),
                 (Said("停机测量升降台行程和传动余量。", "Stop the mill and measure the table's stroke and the spare power of its drive."),
                  Said("按图制作翻钢板并装联锁。", "Make the plate to the drawing and fit the interlock."),
                  Said("装好护栏，划出站人线。", "Fit the guard and paint the line behind which people stand."),
                  Said("每班按润滑图表加油，交接时试动一次。", "Grease by the chart every shift and try it once at handover.")),
                 Said("台面夹手险情两次，加联锁和润滑图表。", "Twice a hand was nearly caught at the table; interlock and lubrication chart added.")),
        ),
        needs=(
            (Said("设备", "Equipment"), Said("有动力的升降台，三辊轧机", "A driven lifting table at a three-high mill")),
            (Said("时间", "Time"), Said("停机两天", "Two days of standstill")),
            (Said("不适用", "Not for"), Said("没有升降台的轧机", "Mills without a lifting table")),
        ),
        conditions=(
            Condition("drive", Said("升降台传动够不够带动翻钢板？", "Can the table's drive carry the plate?")),
            Condition("guard", Said("护栏和站人线做好了吗？", "Are the guard and the line on the floor in place?")),
        ),
        touches=("mtbf", "output"), equipment=("lifting-table",), metric="people-hurt", product="ingot-turning", origin="dalian-blooming", expected=(-0.9, -0.5),
        stated=Said("文章记载：本溪来大连看到开坯机的升降台翻钢板很好，回厂马上推广，杜绝了伤人事故。", "The article says: Benxi saw the turning plate on the lifting table of Dalian's blooming mill, put it to use at once, and nobody was hurt any more."),
    ),
    Experience(
        3, "quick-roll-change-medium", Said("快速换辊（中型）", "Quick roll change, medium sections"), "section-rolling",
        Said("轧辊、导卫、吊具在运转时备好调好，停机后只做必须停机的事。", "Rolls, guides and tackle are assembled and set while the mill runs; only what needs a standing mill is done standing."),
        (
            Text(date(1957, 6, 24), Said("把换辊分成停机内和停机外两部分，停机外的全部提前做；人各有位，吊车先到。", "The change is split into what needs a standing mill and what does not; the second part is done beforehand, everybody has a place, and the crane comes first."),
                 (Said("写下现在的每一步，用秒表记两次换辊。", "Write down every step and time two changes with a stopwatch."),
                  Said("备用轴承座上装好下一套轧辊，导卫在台架上调好。", "Mount the next rolls in spare chocks and set the guides on the bench."),
                  Said("换辊前十分钟吊车和吊具到位。", "Crane and tackle stand ready ten minutes before."),
                  Said("按步骤卡换辊，每人只做自己那几步。", "Change by the step card, everybody only the own steps."),
                  Said("试轧一根，记下从最后一根合格材到第一根材的分钟。", "Roll one trial bar; note the minutes from the last good bar to the first."))),
            Text(date(1957, 12, 9), Said("停机内外分开，停机外提前做；换辊前切断电源、挂牌，再开始拆卸。", "What does not need a standing mill is done beforehand; power is off and tagged before anybody loosens anything."),
                 (Said("写下现在的每一步，用秒表记两次换辊。", "Write down every step and time two changes with a stopwatch."),
                  Said("备用轴承座上装好下一套轧辊，导卫在台架上调好。", "Mount the next rolls in spare chocks and set the guides on the bench."),
                  Said("换辊前十分钟吊车和吊具到位。", "Crane and tackle stand ready ten minutes before."),
                  Said("断电、挂牌，班长确认后才动手。", "Power off, tag on; the team leader says when to begin."),
                  Said("按步骤卡换辊，试轧一根，记分钟。", "Change by the step card, roll one trial bar, note the minutes.")),
                 Said("头几周赶时间，伤过手指，加断电挂牌一步。", "In the first weeks hurry cost fingers; power off and tag added.")),
        ),
        needs=(
            (Said("备件", "Spares"), Said("一套备用轴承座", "One spare set of chocks")),
            (Said("吊车", "Crane"), Said("换辊时段不被别处占用", "Free for the mill at the time of the change")),
            (Said("人员", "People"), _CREW),
        ),
        conditions=(
            Condition("chocks", Said("有备用轴承座吗？", "Is there a spare set of chocks?")),
            Condition("crane", Said("换辊时吊车能空出来吗？", "Is the crane free at the time of the change?")),
            Condition("lockout", Said("断电挂牌写进步骤卡了吗？", "Is power off and tag on the step card?")),
        ),
        touches=("trial-scrap", "surface-rejects", "cobbles"), metric="roll-change-time", origin="benxi-medium-section",
        expected=(-0.6, -0.3), stated=_BENXI_VISIT,
    ),
    Experience(
        4, "quick-roll-change-small", Said("快速换辊（小型）", "Quick roll change, small sections"), "section-rolling",
        Said("办法同中型；轧辊轻，省下的时间少一些。", "As for medium sections; the rolls are lighter, so there is less to gain."),
        (
            Text(date(1957, 7, 22), Said("小型轧辊可以成组预装，整组吊换；导卫用样板在台架上定位。", "Small rolls are assembled in groups and lifted in as a group; guides are set on the bench by template."),
                 (Said("先在一条线上做，另一条线照旧。", "Begin on one line and leave the other as it is."),
                  Said("下一组轧辊和导卫在台架上装好。", "Assemble the next group of rolls and guides on the bench."),
                  Said("断电挂牌，整组吊换。", "Power off and tagged, change the whole group."),
                  Said("试轧一根，记分钟。", "Roll one trial bar and note the minutes."))),
        ),
        needs=(
            (Said("备件", "Spares"), Said("每条线一组备用轧辊和导卫", "A spare group of rolls and guides for each line")),
            (Said("人员", "People"), _CREW),
            (Said("适用", "Fits"), Said("辊径400毫米以下", "Rolls below 400 mm")),
        ),
        conditions=(
            Condition("group", Said("有备用轧辊组吗？", "Is there a spare group of rolls?")),
            Condition("lockout", Said("断电挂牌写进步骤卡了吗？", "Is power off and tag on the step card?")),
        ),
        touches=("trial-scrap", "surface-rejects", "cobbles"), metric="roll-change-time", origin="benxi-small-section",
        expected=(-0.45, -0.2), stated=_BENXI_VISIT,
    ),
    Experience(
        9, "common-grooves", Said("共用孔型", "Common grooves for neighbouring sizes"), "section-rolling",
        Said("相邻规格共用粗轧孔型，少换辊。", "Neighbouring sizes share their roughing grooves, so rolls are changed less often."),
        (Text(date(1957, 10, 28), Said("粗轧孔型按两到三个相邻规格设计，只换成品孔；订单按规格成组。", "Roughing grooves are cut for two or three neighbouring sizes and only the finishing groove is changed; orders are grouped by size."),
              (Said("列出一季订单，找相邻规格。", "List a quarter's orders and find neighbouring sizes."), Said("重新车粗轧孔型。", "Turn the roughing grooves anew."), Said("按规格成组排产。", "Plan production in groups of sizes."))),),
        needs=((Said("条件", "Condition"), Said("订单能成组", "Orders that can be grouped")), (Said("小心", "Beware"), Said("压下不匀会起折叠", "Uneven reduction makes laps"))),
        conditions=(Condition("orders", Said("订单能按规格成组吗？", "Can orders be grouped by size?")),),
        touches=("surface-rejects", "metal-yield"), metric="roll-change-count", origin="benxi-small-section", expected=(-0.35, -0.15),
    ),
    Experience(
        10, "hard-facing-of-rolls", Said("轧辊堆焊", "Hard-facing of rolls"), "section-rolling",
        Said("在轧辊孔型上堆焊耐磨层，孔型用得更久。", "A hard layer is welded onto the grooves, so they last longer."),
        (Text(date(1957, 5, 6), Said("磨损最快的孔型先预热，再堆焊耐磨合金，缓冷后车削。", "The grooves that wear fastest are preheated, faced with a hard alloy, cooled slowly and turned."),
              (Said("轧辊整体预热到300度。", "Preheat the whole roll to 300 degrees."), Said("堆焊两层，层间清渣。", "Weld two layers and clean the slag between them."), Said("砂中缓冷两天，再车孔型。", "Cool in sand for two days, then turn the groove."))),),
        needs=((Said("设备", "Equipment"), Said("预热炉和缓冷坑", "Preheating furnace and cooling pit")), (Said("小心", "Beware"), Said("冷得快会剥落", "Fast cooling makes it spall"))),
        conditions=(Condition("preheat", Said("能整体预热和缓冷吗？", "Can the whole roll be preheated and cooled slowly?")),),
        touches=("cobbles", "surface-rejects", "mill-availability"), metric="groove-life", origin="plant-d-medium-section", expected=(0.2, 0.5),
    ),
    Experience(
        11, "guides-pre-assembled", Said("导卫预装", "Guides pre-assembled off line"), "section-rolling",
        Said("导卫在台架上用样板装好，上机不再调。", "Guides are set by template on the bench and need no setting at the mill."),
        (Text(date(1957, 11, 25), Said("导卫与轧辊的相对位置由样板保证，试轧少，废料少。", "A template holds guide and roll in place to each other, so fewer trial bars are needed."),
              (Said("每种规格做一副样板。", "Make a template for each section."), Said("台架上装好并检查。", "Assemble and check on the bench."), Said("整体吊装。", "Lift it in as one piece."))),),
        needs=((Said("工具", "Tools"), Said("样板和台架", "Templates and a bench")),),
        conditions=(Condition("templates", Said("主要规格有样板吗？", "Are there templates for the main sections?")),),
        touches=("cobbles", "surface-rejects", "roll-change-time"), metric="trial-scrap", origin="benxi-medium-section", expected=(-0.4, -0.2),
    ),
    Experience(
        15, "insulated-skid-pipes", Said("加热炉滑轨绝热", "Insulated skid pipes"), "section-rolling",
        Said("滑轨水管包耐火套，少带走热量。", "Refractory sleeves on the skid pipes keep the heat in the furnace."),
        (Text(date(1958, 4, 14), Said("裸露的水冷滑轨带走大量热；包上耐火套后燃料下降。", "Bare water-cooled skids carry much heat away; sleeved, the furnace needs less fuel."),
              (Said("停炉时量出水管尺寸。", "Measure the pipes while the furnace is cold."), Said("焊锚固网，套耐火套。", "Weld on the mesh and fit the sleeves."), Said("每周看一次有无脱落。", "Look for fallen pieces every week."))),),
        needs=((Said("停炉", "Standstill"), Said("四天", "Four days")), (Said("材料", "Material"), Said("耐火套和锚固网", "Sleeves and mesh"))),
        conditions=(Condition("stop", Said("有计划停炉吗？", "Is a planned standstill coming?")),),
        touches=("surface-rejects", "mill-availability"), equipment=("reheating-furnace",), metric="fuel-per-tonne", origin="plant-c-medium-section", expected=(-0.12, -0.05),
    ),
    Experience(
        16, "one-set-of-crane-signals", Said("行车指挥信号统一", "One set of crane signals"), "transport",
        Said("全厂一张指挥信号图，一起练。", "One chart of signals for the whole plant, drilled together."),
        (Text(date(1957, 8, 5), Said("各车间手势不同，吊运时容易误会；统一后上下都看得懂。近乎伤人的事报得多起来是好事。", "Signals differed from shop to shop and were misread; with one set everybody understands. More reported near misses are good news."),
              (Said("收齐各车间的手势。", "Collect the signals of all shops."), Said("选定一套，印成图。", "Choose one set and print the chart."), Said("行车工和挂钩工一起练。", "Drill crane drivers and slingers together."))),),
        needs=((Said("时间", "Time"), Said("每班练习两小时", "Two hours of drill for every shift")),),
        conditions=(Condition("all", Said("各车间都同意用同一套吗？", "Do all shops agree to one set?")),),
        touches=("on-time-delivery",), metric="people-hurt", product="load-moving", origin="benxi-transport", expected=(-0.5, -0.2),
    ),
    Experience(
        17, "fabric-bearings", Said("胶木瓦轴承", "Fabric bearings"), "section-rolling",
        Said("胶木瓦摩擦小，用水润滑，省电。", "Fabric bearings run with little friction in water and save power."),
        (Text(date(1958, 3, 17), Said("胶木瓦代替铜瓦，水润滑；断水会冒烟着火，必须有断水报警。", "Fabric replaces bronze and runs in water; without water it smoulders, so a flow alarm is a must."),
              (Said("先装断水报警。", "Fit the flow alarm first."), Said("换一个机架的瓦。", "Change the bearings of one stand."), Said("看一周，再换其余。", "Watch for a week, then change the rest."))),),
        needs=((Said("水", "Water"), Said("不断的清水", "Clean water that never fails")),),
        conditions=(Condition("alarm", Said("断水报警装好了吗？", "Is the flow alarm in place?")),),
        touches=("mill-availability", "people-hurt"), metric="output", origin="dalian-medium-section",
    ),
)  # fmt: skip
