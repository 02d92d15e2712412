from tests.unit.bff.steps.test_easy_screens import *
def test_x(world):
    c = world.citizen(); c.browser = Browser(world.app); c.browser.open("/"); c.browser.press("Easy screens")
    c.start()
    print(c.page.path, asked(c))
    for name in ["citizen_number","full_name"]:
        p=c.browser._send(c.page.soup.find("form",id="main-form"), {name:c.details[name]})
        print(p.status,p.path, p.errors, asked(c), p.soup.find("form",id="main-form"))
    p=c.browser._send(c.page.soup.find("form",id="main-form"), {k:v for k,v in c.details.items() if "birth" in k})
    print(p.status,p.path, p.errors, asked(c), p.soup.find("form",id="main-form"))
