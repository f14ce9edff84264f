"""English words that say nothing, or too little, of what a text is about, in lower case."""

from __future__ import annotations


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


BEFORE_VERBS = _words("""
    to will would can could must should may might shall cannot we they he she i you who did does do not
""")
"""Words that a verb follows."""

BEFORE_PLACES = _words("in from near into outside inside across")
"""Words before which a place stands."""

ARTICLES = _words("the a an this that these those its their our his her any no some all both each every another")
"""Words before which no person's name stands."""

TITLES = _words("""
    ambassador analyst chairman chancellor chief commissioner deputy dr executive general governor judge king lady
    leader lord minister mr mrs ms premier president prince queen secretary senator sir spokesman spokeswoman vice
""")
"""Words before which a person's name stands."""

SPEECH = _words("""
    said says told added asked insisted warned argued noted stressed declared announced explained replied stated
""")
"""Words that stand beside who speaks."""

EVERYDAY = _words("""
    able about above according across actions actually addition additional adopt adopted after again against agree
    agreed agrees ahead aim aimed aims allow allowed allows almost along already also although always amid among
    amount amp announced announcement another answer apparently appear appeared approach april around article ask
    asked aspect aspects assembly august available average avg away back background backing bad became because
    become becomes before began begin beginning behind being believe believed believes below best better beyond big
    bit bln both brief bring brings brought build built call called calls came cannot carried carry cause caused
    cent certain certainly chance changed circumstances clause clear clearly close closed colleagues come comes
    coming comment comments common comparable compared concerned concerning confirmed consider considered continue
    continued continues contribute copyright corp could couple course create created critical cts currently date
    days december decide decided decline declined deeply described designed despite determined develop developed did
    different difficult direct direction directly discuss discussed dlr dlrs dollars done doubts due during each
    earlier early effective eight either else emphasis ended ending ensure ensuring entire especially essential
    establish established even ever every everyone exact example except exist existing expect expectations expected
    expects express expressed extent face facing failed fairly fall far february feel felt few fifth figure final
    finally find firm first five focus focused follow followed following forecast form formal formally forms forward
    found four fourth francs friday full fully further gave get give given gives giving going good got governmental
    great greater greatest happen happened hard having hear heard heart held help helped here high higher highest
    hold holding hour hours however huge immediate immediately implement important impossible inc include included
    includes including increased increasing indeed individuals initial inside instead intend intended intent involve
    involved issued itself january join joined jointly july june just keep kind knew know known largely larger
    largest last late later latest launch launched lead leading least leave led left less let like likely limited
    lines little live long longer look looking lot low lower ltd made mainly maintain maintained major make makes
    making man manner many march mark marks maximum may mean means meanwhile meet men mention mentioned merely met
    middle million millions mind minimum minute minutes mln moment monday month months more morning most mounting
    moved much near nearly necessary need needed needs net never new newly next night nil nine nobody none normal
    note noted nothing november now obvious occasion october off offered often once one only onto open opened
    opening original other others otherwise outside over overall own pace page paid pan particular particularly
    partly parts pass passed past pay pct pending per percent perhaps persons placed planned planning play plc
    pointed positive possible pounds practical prepare prepared presented president prevent previous previously
    prime principal priority probably produce produced promote promoting propose proposed protect provide provided
    provides providing publicly published put qtly quarter quick quickly quite raise raised raising rather reach
    reached real really receive received recent recently reduce reduced refer reference regard regarding regards
    relate related relevant remain remained remains remark remarks replace reported reporters represent represents
    request require required requires respective respond responded responsible rest return returned reuter reuters
    revised rising run running said same saturday saw say saying says scheduled second see seek seeking seem seemed
    seems seen self send sense sent september series serious session set setting seven several shared short should
    show showed shown shows shr sign signal signals signed significant silent similar simple simply since single six
    size small social solely some someone something sometimes soon sort speak speaker speaking specific spite stand
    start started stated statements stay stg still stop strengthen strengthening strong strongly struggle successful
    such suffering suggest suggested sunday supported supporting supports sure sustaining take taken takes taking
    talk tell tells than thank thanks there think thinking third thirty though thought thousand thousands three
    through throughout thursday thus today together told tomorrow too took touch toward towards trading tried true
    truly try trying tuesday turn turned twelve twenty two unable under units unless until upon urgent urgently used
    useful using usual usually various very via vs want wanted wants wednesday week weekend weeks welcome
    well went whether while whole why wide widely will willing willingness wish wishes within without word words
    worked worse would write written wrong year years yen yes yesterday yet york zero
""")
"""Words that say how news is written, and not what about."""

VAGUE = _words("""
    action activities activity address age agreement agreements allies ally analyst analysts annual approval area
    areas assistance association attack attacks basis bid bids body business capacity capital case cases center
    central centre century challenge challenges change changes chief cities citizens city commitment commitments
    committee communities community companies company concern concerns condition conditions conference context
    contract contracts contribution control cooperation cost costs council countries country current cut cuts daily
    day deal deals decision decisions department detail details deterrent developing development dialogue director
    discussion discussions draft east eastern economic effect effort efforts end event events evidence experience
    fact factor factors family federal field figures financial force foreign former framework free friends future
    gain gains general generation generations global goal goals goods government governments ground group groups
    growing growth hand hands head heads history home honour hope hopes house human humanity idea ideas impact
    implementation import imports increase individual industry information initiative initiatives institution
    institutions interest interests internal international involvement island issue issues job joint key lack land
    large law leader leaders leadership level levels life light line list lives living loan loans local loss losses
    main majority market markets mass matter matters measure measures medium meeting meetings member members message
    money moral move moves nation national nations natural nature negative negotiation negotiations negotiator news
    north northern number numbers objective objectives offer offers office officer officers official officials
    operations opportunities opportunity option options order organisation organization organizations outcome part
    participants participation parties partner partners party people peoples percentage period person personal place
    places plan plans point points policies policy political position positions possibility potential power practice
    premier presence present press price prices primary principle principles private problem problems procedure
    process product production products programme progress project projects proposal proposals provision public
    purpose purposes quality question questions range rate rates reality reason reasons record reform reforms region
    regional regions relation relations relationship report reports representative representatives republic
    resolution resources respect response responsibilities responsibility result results review right rise risk role
    round rule rules sale sales scale secretary section sector sectors service services settlement share shares side
    sides site situation society solution solutions source sources south southern special speech stability staff
    stage standard state statement states status step steps stock stocks strategic strategy street strength study
    subject success summit support system systems talks term terms thing things threat threats time times top total
    trader traders trust type union unit united unity use value values view views vision visit vital way ways west
    western woman women work worker workers working world worldwide young youth
""")
"""Words that say what something is about only beside another word."""

HOLDERS = _words("""
    administration allies analysts authorities authority citizens communities community companies company countries
    country delegation delegations diplomats experts friends government governments groups leaders leadership members
    ministry nation nations officials parties partners people peoples president sources state states traders
""")
"""Words that end the name of somebody who has a position, and not of what it is about."""
