"""Short own lists: surnames, given names, places, banks, networks. Public facts, few enough to check by eye."""

SURNAMES = tuple(
    '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖' '石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤'
)
RARE_SURNAMES = tuple('康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆')
COMPOUND_SURNAMES = ('欧阳', '上官', '司马', '诸葛', '皇甫', '令狐', '司徒', '尉迟', '夏侯', '慕容')
GIVEN_ONE = tuple('伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚辉玲鹏斌波婷旭健浩宁帅凯倩璐颖琳')
GIVEN_TWO = tuple(
    '秀英 桂英 玉兰 建国 建华 志强 志明 晓燕 海燕 丽娟 文静 子轩 雨涵 浩然 欣怡 梓萱 思远 嘉宁 宇航 佳琪 俊熙 诗涵 泽宇 可馨 '
    '一诺 皓天 淑珍 国庆 春梅 红梅 雪梅 金凤 玉珍 小红 晓明 永刚 家豪 宇轩 若曦 梦琪 思琪 雅婷 佳怡 博文 明轩 天佑 俊杰 少华'.split()
)
MINORITY_NAMES = ('阿不都热合曼·买买提', '古丽娜尔·艾山', '阿依古丽·吐尔逊', '扎西·次仁', '买买提江·吾守尔', '努尔古丽·阿布都拉')
SURNAMES_TW = tuple('王李張劉陳楊黃趙吳周徐孫馬朱胡郭何林高羅鄭梁謝宋唐許韓馮鄧曹彭曾蕭田董潘袁蔡蔣余葉程魏蘇呂')
GIVEN_TW = ('志明', '淑芬', '雅婷', '家豪', '怡君', '俊傑', '美玲', '建宏', '宗翰', '佳穎', '麗華', '文雄', '秀蘭', '偉', '芳', '靜')
ENGLISH_NAMES = ('Wei Zhang', 'Na Li', 'Fang Wang', 'Jun Chen', 'Min Liu', 'Yan Zhao')

ETHNICITIES = tuple('汉族 汉族 汉族 汉族 满族 回族 壮族 苗族 维吾尔族 土家族 彝族 蒙古族 藏族 布依族 侗族 瑶族 朝鲜族 白族 哈尼族 哈萨克族'.split())
ROADS = tuple('人民路 中山路 解放大道 建设街 学府路 长江西路 青年大街 文化路 朝阳北路 和平大街 迎宾大道 光华路 科技一路 翠竹街 望江路 体育西路'.split())
ESTATES = tuple('阳光花园 锦绣家园 世纪城 金色港湾 翡翠苑 滨江国际 幸福里小区 绿地新城 保利花园 和谐家园 龙湖小区 桂花苑'.split())
STREETS = tuple('望京街道 中关村街道 天河街道 花桥镇 沙河镇 青山湖街道 莲花街道 仙林街道 石井镇 龙泉街道'.split())
VILLAGES = tuple('张家村 李庄村 河西村 前进村 红星村 王家沟村 柳树屯村 新立村'.split())
LANES = tuple('胡同 弄 巷 里'.split())
# County names with their province and city, for addresses in the country
COUNTRYSIDE = (
    ('河北省保定市', '定兴县', '072650'),
    ('河南省信阳市', '光山县', '465450'),
    ('四川省绵阳市', '三台县', '621100'),
    ('湖南省长沙市', '宁乡市', '410600'),
    ('山东省临沂市', '沂水县', '276400'),
    ('贵州省遵义市', '正安县', '563400'),
    ('内蒙古自治区赤峰市', '宁城县', '024200'),
    ('新疆维吾尔自治区伊犁哈萨克自治州', '霍城县', '835200'),
)
ADDRESSES_TW = (
    '臺北市大安區忠孝東路四段%d號%d樓',
    '新北市板橋區文化路一段%d號%d樓',
    '臺中市西屯區臺灣大道三段%d號%d樓之2',
    '高雄市前鎮區中山二路%d號%d樓',
)
# First two digits by province, then four that are free: enough for a postal code that could be.
POSTAL_HEADS = (
    '1000 1010 2000 2010 3000 3001 0500 0300 0101 1100 1160 1300 1500 2100 2150 3100 3150 2300 3500 3610 3300 2500 2660 '
    '4500 4300 4100 5100 5180 5300 5700 4000 6100 5500 6500 8500 7100 7300 8100 7500 8300'
).split()

COMPANIES = tuple(
    a + b
    for a in ('清源', '博文', '华信', '新启', '天合', '万卷', '德诚', '明远', '海川', '育才')
    for b in ('教育咨询有限公司', '科技有限公司', '商贸有限公司', '信息技术有限公司')
)
BANKS = ('中国工商银行', '中国农业银行', '中国银行', '中国建设银行', '交通银行', '招商银行', '中国邮政储蓄银行', '兴业银行')
BANK_CODES = (
    '102 103 104 105 201 202 203 301 302 303 304 305 306 307 308 309 310 313 314 402 403'
).split()  # PBoC bank codes
CITY_CODES = '1000 2900 5840 5810 3310 3010 6510 8210 5520 4910 1100 2210'.split()  # PBoC place codes
BIC_HEADS = (
    'BKCHCN',
    'ICBKCN',
    'ABOCCN',
    'PCBCCN',
    'COMMCN',
    'CMBCCN',
    'PSBCCN',
    'CIBKCN',
    'HSBCHK',
    'SCBLHK',
    'BNULMO',
    'CTCBTW',
)
BIC_PLACES = ('BJ', 'SH', 'BS', 'SZ', 'HH', 'MX', 'TP')
LATIN = ('ZHANG', 'WANG', 'LI', 'LIU', 'CHEN', 'YANG', 'HUANG', 'ZHAO', 'WU', 'ZHOU')
LATIN_GIVEN = ('WEI', 'FANG', 'NA', 'MIN', 'JING', 'LEI', 'QIANG', 'JUN', 'YAN', 'XIAOMING', 'JIANGUO')
DIAGNOSES = ('上呼吸道感染', '2型糖尿病', '原发性高血压', '慢性胃炎', '腰椎间盘突出', '支气管哮喘', '骨折术后', '过敏性鼻炎')
DRUGS = ('阿莫西林胶囊', '二甲双胍片', '氨氯地平片', '奥美拉唑肠溶胶囊')
SCHOOLS = ('实验小学', '第一中学', '外国语学校', '育才中学', '希望小学')
# Words that begin like a name and are none
WORDS_LIKE_NAMES = tuple(
    '高兴 马上 黄金 方便 和平 于是 项目 温度 白天 金额 万元 石头 时间 任务 常见 全部 江河 安全 成功 严格 明天 水平 高度 平台 '
    '许多 何时 胡乱 单位 包括 包含 关于 关系 程序 程度 段落 向前 向导 梁柱 汤圆 乐观 华丽 强调 祝贺 谢谢 钱包 车辆 龙头 牛奶 '
    '马路 周期 周边 陈述 陈列 张贴 张力 李子 王国 王牌 林业 高温 高效 高级 方案 方法 方向 章节 文件 文化 毛病 毛衣 白色 金融'.split()
)
# Places and firms that look like persons
PLACES_LIKE_NAMES = tuple(
    '高新区 白云山 马家沟 黄山 张家口 石家庄 连云港 秦皇岛 武夷山 江宁区 温江区 高碑店 康定 文山 金山 安庆 宁波 龙岩 梁山 海宁 '
    '董家渡 徐家汇 王府井 杨浦 黄浦 卢湾 万达 安康 方庄 白石桥 马连洼 魏公村 苏州桥'.split()
)
