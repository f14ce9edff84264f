"""The English words and phrases that the rules of this package go by, in lower case."""

from __future__ import annotations


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(phrases: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in phrases.split("|"))


TITLES = _words("""
    mr mrs ms mx dr prof gen sen sens rep reps gov govs lt col capt cpt sgt maj adm cmdr cpl pte brig rev hon
    pres st ste mt ft messrs mme mlle fr sr br supt insp det amb sec vs cf viz approx dept
""")
"""Abbreviations that end no sentence, whatever follows."""

BEFORE_NUMBER = _words("""
    no nos nr art arts sec secs fig figs p pp vol vols ch chap para paras pt op ref tel ext c ca approx
    jan feb mar apr jun jul aug sep sept oct nov dec
""")
"""Abbreviations that end no sentence when a number follows."""

ABBREVIATED = _words("""
    inc corp ltd co cos bros plc llc assn jr jnr snr univ est ave blvd rd
    ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa penn
    tenn tex va vt wash wis wyo
    jan feb apr aug sept oct nov dec mon tue tues wed thu thur thurs fri sat
""")
"""Abbreviations with a capital that may also be the last word of a sentence."""

SMALL_ABBREVIATED = _words("etc al eg ie")
"""The same without a capital."""

STARTERS = _words("""
    the a an he she it they we you i this that these those there here his her its their our my your
    but and or so yet if when while after before since although though because as in on at for from by with
    under over during despite however meanwhile moreover nevertheless nonetheless still then thus therefore
    what who why how where which whether not no nor both all some many most several few each one another such
    only even also asked speaking according earlier later last once until unless instead
""")
"""Words in a capital that are no name, so that they tell the start of a sentence after an abbreviation."""

FUNCTION_WORDS = _words("""
    a an the this that these those it its he she they we you i his her their our your my him them us
    who whom whose which what and or but nor so yet if as than then when where while how why because of in on at to for
    from by with about into over under after before between against during through out up down off
    is are was were be been being am has have had do does did will would shall should can could may might must
    not no more most all some any
""")
"""Words that say nothing of what a line is about."""

PAPERS = _words("""
    times post chronicle herald tribune gazette guardian telegraph observer mirror courier examiner inquirer dispatch
    sentinel newswire wiki broadcasting
""")
"""Words that papers and sites are called by."""

PAPERS_OR_TOPICS = _words("""
    news press radio tv television mail globe express journal magazine independent today
""")
"""Words that papers are called by, and that may as well be a subject."""

CHROME = _phrases("""
    advertisement | advertisements | advert | sponsored | sponsored content | promoted | paid content |
    skip advertisement | share | share this | share this article | share this story | share this post |
    share article | tweet | copy link | link copied | whatsapp | facebook | twitter | linkedin | telegram |
    reddit | instagram | youtube | pinterest | messenger | email | e-mail | print | print this | print article |
    save article | save for later | bookmark | follow | follow us | listen | listen to article |
    listen to this article | play | play video | watch now | watch live | loading | loading video | image |
    photo | file photo | gallery | view gallery | getty images | subscribe | subscribe now | sign up |
    sign up now | sign in | log in | login | log out | register | join now | my account | menu | search |
    skip to content | skip to main content | skip to navigation | back to top | home | homepage | read more |
    read also | also read | see also | see more | show more | load more | view more | learn more |
    continue reading | read full article | read the full story | published on | published | posted on |
    posted by | updated on | last updated | newsletter | newsletters | privacy policy | cookie policy |
    terms of use | terms of service | terms and conditions | contact us | about us | advertise with us |
    all rights reserved | accept all | accept cookies | reject all | manage cookies | cookie settings |
    previous article | next article | previous post | next post | leave a comment | leave a reply |
    post a comment | add a comment | no comments | no comments yet | view comments | show comments |
    click here | donate | support us | report an error | give feedback
""")
"""Whole lines that belong to a page wherever they stand."""

EDGE_CHROME = _phrases("""
    news | world | world news | international | europe | asia | africa | americas | americas news |
    middle east | national | local | local news | politics | business | economy | finance | markets | money |
    opinion | opinions | editorial | analysis | comment | comments | commentary | sport | sports | culture |
    arts | entertainment | lifestyle | life | style | travel | health | science | technology | tech |
    environment | climate | weather | video | videos | audio | photos | podcast | podcasts | live | latest |
    latest news | breaking | breaking news | top stories | top news | featured | exclusive | explainer |
    trending | most read | most popular | related | topics | tags | author | authors | by | staff | editor |
    edition | magazine | features | stories | more | next | previous | ad | x | save | reply | close | ends |
    end
""")
"""Whole lines that belong to a page before and behind its article, but may be headings within it."""
