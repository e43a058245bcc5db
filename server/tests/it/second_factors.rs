//! A second factor as browsers meet it.

use std::time::{SystemTime, UNIX_EPOCH};

use totp_rs::{Builder, Secret};

use crate::harness::{Client, Reply, World, between, each_backend, visitor};

const PASSWORD: &str = "quilted lantern over 73 rivers";
const EMAIL: &str = "owner@acme.example";
const PAGE: &str = "/account/second-factor";

async fn post(browser: &Client, page: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
    let csrf = browser.get(page).await.csrf();
    let token = [("csrf", csrf.as_str())];
    browser.form(path, &[&token, fields].concat()).await
}

/// What an app with this key shows some steps from now.
fn code(key: &str, steps: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let secret = Secret::try_from_base32(key).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(now + 30 * steps).to_string()
}

async fn begin(browser: &Client) -> String {
    let begun = post(browser, PAGE, "/account/second-factor/begin", &[]).await;
    assert_eq!(
        (begun.status, begun.header("cache-control")),
        (200, "no-store")
    );
    assert!(begun.text.contains("class=\"qr\""), "{}", begun.text);
    between(&begun.text, "id=\"key\" type=\"text\" value=\"", "\"").to_owned()
}

/// Sets a second factor up: the app's key, and the recovery codes.
pub(crate) async fn set_up(browser: &Client) -> (String, Vec<String>) {
    let key = begin(browser).await;
    let first = code(&key, 0);
    let fields = [("code", first.as_str())];
    let codes = post(browser, PAGE, "/account/second-factor/confirm", &fields).await;
    assert_eq!(
        (codes.status, codes.header("cache-control")),
        (200, "no-store")
    );
    let shown = between(&codes.text, "<code dir=\"ltr\">", "</code>");
    (key, shown.lines().map(str::to_owned).collect())
}

/// A browser that gave the right password.
async fn password_given(world: &World) -> Client {
    let browser = visitor(world);
    let fields = [
        ("email", EMAIL),
        ("password", PASSWORD),
        ("next", "/t/acme/audit"),
    ];
    let reply = browser.form("/login", &fields).await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (303, "/login/second-factor")
    );
    browser
}

async fn give(browser: &Client, field: &str, text: &str) -> Reply {
    let path = "/login/second-factor";
    post(browser, path, path, &[(field, text)]).await
}

#[tokio::test]
async fn the_password_alone_opens_nothing_once_there_is_a_second_factor() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let elsewhere = visitor(world);
        let fields = [("email", EMAIL), ("password", PASSWORD)];
        assert_eq!(
            elsewhere.form("/login", &fields).await.header("location"),
            "/t/acme"
        );
        let (key, codes) = set_up(&owner).await;
        assert_eq!(codes.len(), 10);
        // The session that set it up goes on, the other one was begun without.
        assert_eq!(owner.get("/account").await.status, 200);
        assert_eq!(elsewhere.get("/account").await.status, 303);

        let browser = password_given(world).await;
        for path in ["/account", "/tenants", "/t/acme", "/t/acme/users", PAGE] {
            let reply = browser.get(path).await;
            assert_eq!(reply.status, 303, "{path}");
            assert!(reply.header("location").starts_with("/login?"), "{path}");
        }
        let wrong = give(&browser, "code", "00000x").await;
        assert_eq!(wrong.status, 422);
        assert!(
            wrong.text.contains("This is not the code"),
            "{}",
            wrong.text
        );
        // Of the next step, since that of the present one is used up.
        let next = code(&key, 1);
        let right = give(&browser, "code", &next).await;
        assert_eq!(
            (right.status, right.header("location")),
            (303, "/t/acme/audit")
        );
        assert_eq!(browser.get("/t/acme").await.status, 200);
        // It is over: the page of the code has nobody to ask.
        assert_eq!(
            browser.get("/login/second-factor").await.header("location"),
            "/login"
        );

        let browser = password_given(world).await;
        let again = give(&browser, "code", &next).await;
        assert_eq!(again.status, 422, "the same code");
        let recovered = give(&browser, "recovery", &codes[0].to_uppercase()).await;
        assert_eq!(recovered.status, 303, "{}", recovered.text);
    })
    .await;
}

#[tokio::test]
async fn the_form_of_the_code_is_for_the_browser_that_gave_the_password() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let (_, codes) = set_up(&owner).await;
        let browser = password_given(world).await;
        let other = password_given(world).await;
        let csrf = other.get("/login/second-factor").await.csrf();
        let fields = [("csrf", csrf.as_str()), ("recovery", codes[0].as_str())];
        let stranger = visitor(world);
        let nobody = stranger.form("/login/second-factor", &fields).await;
        assert_eq!((nobody.status, nobody.header("location")), (303, "/login"));
        assert_eq!(
            browser.form("/login/second-factor", &fields).await.status,
            403
        );
        assert_eq!(
            other.form("/login/second-factor", &fields).await.status,
            303
        );
    })
    .await;
}

#[tokio::test]
async fn a_tenant_that_demands_one_leads_to_setting_it_up_and_back() {
    each_backend(async |world| {
        world
            .rollcall
            .done(&["tenant", "set", "acme", "--second-factor", "required"]);
        let owner = world.sign_in("acme", "owner").await;
        let led = owner.get("/t/acme/users").await;
        assert_eq!(led.status, 303);
        assert_eq!(
            led.header("location"),
            "/account/second-factor?next=%2Ft%2Facme%2Fusers"
        );
        let page = owner.get(led.header("location")).await;
        assert!(
            page.text.contains("demands a second factor"),
            "{}",
            page.text
        );
        assert!(page.text.contains("name=\"next\" value=\"/t/acme/users\""));
        set_up(&owner).await;
        assert_eq!(owner.get("/t/acme/users").await.status, 200);
        // The command line takes it away again, and everybody out with it.
        world
            .rollcall
            .done(&["admin", "remove-second-factor", "--email", EMAIL]);
        assert_eq!(owner.get("/account").await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn secrets_of_a_second_factor_are_in_no_event_and_no_row() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let (key, codes) = set_up(&owner).await;
        let log = world
            .rollcall
            .done(&["audit", "export", "--tenant", "acme"]);
        assert!(log.contains("member.second_factor"), "{log}");
        let account = owner.get(PAGE).await.text;
        for secret in codes.iter().chain([&key]) {
            assert!(!log.contains(secret.as_str()));
            assert!(!account.contains(secret.as_str()));
        }
    })
    .await;
}
