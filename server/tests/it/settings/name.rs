//! What a tenant is called.

use super::fields;
use crate::harness::each_backend;

const PAGE: &str = "/t/acme/settings/general";

#[tokio::test]
async fn an_owner_renames_the_tenant_and_its_addresses_stay() {
    each_backend(async |world| {
        let owner = world.sign_in("acme", "owner").await;
        let page = owner.get(PAGE).await;
        assert!(page.text.contains("/t/acme/scim/v2"), "{}", page.text);
        let token = page.csrf();
        for wrong in ["", "  ", &"x".repeat(121), "line\nbreak"] {
            let refused = owner.form(PAGE, &fields(&token, &[("name", wrong)])).await;
            assert_eq!(refused.status, 422, "{wrong:?}");
        }
        let named = [("name", "Acme & Sons <Ltd>")];
        let saved = owner.form(PAGE, &fields(&token, &named)).await;
        assert_eq!((saved.status, saved.header("location")), (303, PAGE));
        let page = owner.get("/t/acme").await;
        assert!(
            page.text.contains("Acme &amp; Sons &lt;Ltd&gt;"),
            "{}",
            page.text
        );
        let again = owner.form(PAGE, &fields(&token, &named)).await;
        assert_eq!(again.status, 303);
        let events = world.events("acme");
        let told: Vec<_> = events
            .iter()
            .filter(|event| event["operation"] == "settings.update")
            .map(|event| (event["outcome"].as_str().unwrap(), &event["changes"]))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!((told[0].0, told[1].0), ("success", "no_change"));
        assert_eq!(told[0].1[0]["after"], "Acme & Sons <Ltd>");
        world.writer.get("/Users").await.expect(200);

        let admin = world.sign_in("acme", "admin").await;
        let page = admin.get(PAGE).await;
        assert!(
            page.text.contains("Only owners can rename"),
            "{}",
            page.text
        );
        let token = page.csrf();
        let refused = admin.form(PAGE, &fields(&token, &[("name", "Mine")])).await;
        assert_eq!(refused.status, 403);
    })
    .await;
}
