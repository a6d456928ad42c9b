"""The words of an appliance maker's service desk: products, faults, people, places. All made up."""

# product: (Chinese, item group, share of the tickets, demand by month from January, models: (code, name))
PRODUCTS = {
	"AC": ("空调", 34, (5, 4, 4, 6, 11, 19, 26, 24, 11, 5, 4, 5), ("KFR-26", "KFR-35", "KFR-50", "KFR-72")),
	"RF": ("冰箱", 24, (7, 8, 7, 8, 9, 11, 12, 11, 9, 8, 7, 7), ("BCD-218", "BCD-326", "BCD-480", "BCD-521")),
	"WM": ("洗衣机", 18, (10, 9, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9), ("XQB-80", "XQG-100", "XQG-120")),
	"TV": ("电视", 12, (11, 13, 8, 7, 7, 8, 8, 7, 7, 9, 8, 9), ("LED-55", "LED-65", "OLED-77")),
	"WH": ("热水器", 12, (15, 14, 11, 7, 5, 3, 2, 3, 5, 8, 12, 15), ("JSQ-25", "JSQ-31", "FCD-60")),
}
GROUPS = {"AC": "Air Conditioners", "RF": "Refrigerators", "WM": "Washing Machines", "TV": "Televisions"}
GROUPS["WH"] = "Water Heaters"
# product: the goods category of the law on what it sells
CATEGORIES = {
	"AC": "air_conditioner",
	"RF": "refrigerator",
	"WM": "washing_machine",
	"TV": "tv",
	"WH": "water_heater",
}
PRICES = {"AC": 3200, "RF": 2900, "WM": 2100, "TV": 3600, "WH": 1800}
BAD_MODEL = "BCD-480"  # its compressors come from a bad batch, from one month on
# product: (fault in the customer's words, cause, part)
FAULTS = {
	"AC": (
		("不制冷，吹出来是热风", "Component failure", "PT-GAS"),
		("室内机漏水，墙面都湿了", "Installation error", "PT-PIPE"),
		("开机显示故障代码E4", "Component failure", "PT-PCB"),
		("外机噪音很大，邻居投诉", "Installation error", "PT-FAN"),
		("遥控器没有反应", "Operating error", "PT-REMOTE"),
		("运行半小时自动停机", "Power or water supply", "PT-SENSOR"),
	),
	"RF": (
		("冷藏室不制冷，食物变质", "Component failure", "PT-SENSOR"),
		("冷冻室结冰严重", "Worn part", "PT-SEAL"),
		("夜间嗡嗡响，影响睡觉", "Transport damage", "PT-FAN"),
		("门封不严，关不紧", "Worn part", "PT-SEAL"),
		("显示屏不亮", "Component failure", "PT-PCB"),
	),
	"WM": (
		("脱水时剧烈震动，机器移位", "Installation error", "PT-DAMPER"),
		("不排水，报E3", "Worn part", "PT-PUMP"),
		("洗完衣服有异味和黑屑", "Operating error", "PT-FILTER"),
		("门打不开，衣服在里面", "Component failure", "PT-LOCK"),
		("进水很慢", "Power or water supply", "PT-VALVE"),
	),
	"TV": (
		("屏幕有一条竖线", "Defective material", "PT-PANEL"),
		("有声音没有图像", "Component failure", "PT-PCB"),
		("连不上无线网络", "Operating error", "PT-WIFI"),
		("自动重启，反复开机", "Design weakness", "PT-PCB"),
	),
	"WH": (
		("打不着火，显示E1", "Worn part", "PT-IGN"),
		("水温忽冷忽热", "Power or water supply", "PT-SENSOR"),
		("底部漏水", "Worn part", "PT-SEAL"),
		("加热很慢，水不够热", "Component failure", "PT-HEAT"),
	),
}
BAD_FAULT = ("压缩机不启动，整机不制冷", "Defective material", "PT-COMP")
PARTS = {
	"PT-GAS": ("制冷剂 R32", 180),
	"PT-PIPE": ("排水管", 35),
	"PT-PCB": ("主控板", 320),
	"PT-FAN": ("风扇电机", 210),
	"PT-REMOTE": ("遥控器", 45),
	"PT-SENSOR": ("温度传感器", 38),
	"PT-SEAL": ("密封圈", 60),
	"PT-DAMPER": ("减震器", 85),
	"PT-PUMP": ("排水泵", 120),
	"PT-FILTER": ("滤网", 25),
	"PT-LOCK": ("门锁组件", 95),
	"PT-VALVE": ("进水阀", 70),
	"PT-PANEL": ("显示面板", 1450),
	"PT-WIFI": ("无线模块", 90),
	"PT-IGN": ("点火器", 75),
	"PT-HEAT": ("加热管", 160),
	"PT-COMP": ("压缩机", 880),
}
FEES = {"SV-VISIT": ("上门服务费", 50), "SV-LABOUR": ("维修工时费", 80), "SV-INSTALL": ("安装服务费", 120)}
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余"
GIVEN = (
	"伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 秀兰 建华 志强 小红 文博 子涵 雨桐 浩然 欣怡 俊杰 "
	"思远 佳琪 晓东 海燕 国栋 美玲 立新 春梅 家豪 雪梅 振华 丹丹 鹏飞 玉兰 宇轩 诗涵 少华 慧敏 凯"
).split()
FIRST_NAMES = ("Michael", "Sarah", "Kenji", "Anna", "Carlos", "Emily", "Pierre", "Priya")
LAST_NAMES = ("Turner", "Novak", "Sato", "Rossi", "Meyer", "Khan", "Dubois", "Silva")
# area: (city, districts); the first word of the area is the team that serves it
CITIES = {
	"East": (
		("上海市", ("浦东新区", "徐汇区", "闵行区", "杨浦区", "静安区")),
		("杭州市", ("西湖区", "滨江区", "余杭区")),
	),
	"South": (
		("广州市", ("天河区", "越秀区", "番禺区", "白云区")),
		("深圳市", ("南山区", "福田区", "龙岗区")),
	),
}
STREETS = (
	"人民路",
	"中山路",
	"解放路",
	"建设路",
	"新华路",
	"和平路",
	"学府路",
	"花园路",
	"滨江大道",
	"科技园路",
)
ESTATES = ("阳光花园", "翠湖名苑", "锦绣家园", "江南新村", "金桂苑", "碧水湾", "世纪城", "幸福里")
BUSINESSES = ("酒店", "物业公司", "连锁餐饮", "学生公寓", "电器商行", "养老院", "健身中心", "写字楼")
BRANDS = ("云海", "安泰", "鸿运", "嘉禾", "润泽", "东方", "锦程", "天和", "华庭", "瑞丰")
ENGLISH = {
	"AC": "Air conditioner blows warm air",
	"RF": "Fridge does not get cold any more",
	"WM": "Washing machine shakes and walks when spinning",
	"TV": "TV restarts again and again",
	"WH": "Water heater does not ignite",
}
# kind: what people ask for; {} is the product
REQUESTS = {
	"Installation": ("新购{}预约安装", "搬家，{}移机重装", "{}已送到，请尽快上门安装"),
	"Parts": ("购买{}备件：{part}", "{}的{part}坏了，想单独买一个"),
	"Consultation": ("咨询{}的能效和用电量", "咨询{}保修期到什么时候", "{}发票抬头怎么修改"),
	"Usage Guidance": ("{}怎么连接手机App", "{}功能键不会用，请指导", "{}如何清洗保养"),
	"Extended Warranty": ("想给{}买延长保修", "{}延保合同没有收到"),
	"Complaint": ("投诉：{}维修两次还是坏", "投诉：师傅迟到三小时没有电话", "投诉：{}收费与报价不一致"),
	"Service Error": ("{}维修后漏装螺丝", "{}安装时碰坏了墙角"),
	"Special Request": ("{}需要周末晚上上门", "酒店{}批量保养报价"),
	"Proactive Call-back": ("{}维修后回访", "{}批次质量回访"),
}
CATEGORY_OF = {
	"Installation": "安装 Installation",
	"Parts": "备件 Spare Parts",
	"Complaint": "投诉 Complaint",
	"Service Error": "投诉 Complaint",
}
DETAILS = (
	"客户来电描述：{}。使用中突然出现，已断电重启，问题依旧。",
	"{}。家里有老人和孩子，希望尽快处理。",
	"{}。客户白天上班，请提前一天电话预约。",
	"{}。客户已在App上传照片，请师傅带好备件。",
)
