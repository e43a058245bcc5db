//! Saved views of the audit log in the console: the forms, who may, and what is not there for whom.

use serde_json::{Value, json};

use crate::harness::{Person, Reply, World, each_backend, location};

const VIEWS: &str = "/t/acme/audit/views";
const NEW: &str = "/t/acme/audit/views/new";

impl Person {
    async fn save(&self, name: &str, query: &str, shared: bool) -> Reply {
        let mut fields = vec![("name", name), ("query", query)];
        fields.extend(shared.then_some(("shared", "1")));
        self.post(NEW, &fields).await
    }

    /// The page of the only view of the list that can be changed.
    async fn only(&self) -> String {
        let list = self.get(VIEWS).await.text;
        let mut links = list.match_indices("/t/acme/audit/views/");
        let (at, _) = links.next().unwrap();
        let link = list[at..].split('"').next().unwrap().to_owned();
        assert!(links.next().is_none(), "{list}");
        link
    }
}

fn told(world: &World) -> Vec<String> {
    let events = world.events("acme");
    let views = events.iter().filter(|event| {
        let operation = event["operation"].as_str().unwrap();
        operation.starts_with("view.")
    });
    views
        .map(|event| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!("{} {}", text(&event["operation"]), text(&event["outcome"]))
        })
        .collect()
}

#[tokio::test]
async fn a_view_is_saved_renamed_shared_deleted_and_brought_back() {
    each_backend(async |world| {
        let admin = Person::sign_in(world, "acme", "admin").await;
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let form = admin
            .get(&format!("{NEW}?outcome=error&range=7d&cursor=o1"))
            .await;
        assert_eq!(form.status, 200, "{}", form.text);
        assert!(
            form.text.contains("name=\"query\" value=\"range=7d&amp;outcome=error\""),
            "{}",
            form.text
        );
        // A line is taken apart, as in the list.
        let saved = admin.save("Refused", "q=outcome:error&range=7d", false).await;
        assert_eq!(location(&saved), "/t/acme/audit?range=7d&outcome=error");
        let list = admin.get(location(&saved)).await.text;
        assert!(list.contains("The view Refused is saved."), "{list}");
        assert!(
            list.contains("<a href=\"/t/acme/audit?range=7d&amp;outcome=error\" aria-current=\"true\"><bdi>Refused"),
            "{list}"
        );
        assert!(!auditor.get(VIEWS).await.text.contains("Refused"));

        let page = admin.only().await;
        let changed = admin
            .post(&page, &[("name", "Failures"), ("shared", "1")])
            .await;
        assert_eq!(location(&changed), VIEWS);
        let seen = auditor.get(VIEWS).await.text;
        assert!(seen.contains("Failures") && seen.contains("shared by admin@acme.example"));
        assert!(!seen.contains("/t/acme/audit/views/"), "{seen}");
        let read_only = auditor.get(&page).await;
        assert_eq!(read_only.status, 200);
        assert!(!read_only.text.contains("Delete view"));

        let deleted = admin.post(&format!("{page}/delete"), &[]).await;
        let after = admin.get(location(&deleted)).await.text;
        assert!(after.contains("The view Failures is deleted."), "{after}");
        let undo = format!("{page}/restore");
        assert!(after.contains(&format!("action=\"{undo}\"")), "{after}");
        assert!(!auditor.get(location(&deleted)).await.text.contains("Failures"));
        assert_eq!(admin.get(&page).await.status, 404);
        assert_eq!(location(&admin.post(&undo, &[]).await), VIEWS);
        assert!(auditor.get(VIEWS).await.text.contains("Failures"));
        assert_eq!(
            told(world),
            [
                "view.create success",
                "view.update success",
                "view.delete success",
                "view.restore success",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_view_of_another_tenant_or_a_private_one_is_an_unknown_one() {
    each_backend(async |world| {
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        let owner = Person::sign_in(world, "acme", "owner").await;
        let stranger = Person::sign_in(world, "globex", "owner").await;
        location(&auditor.save("Private", "outcome=error", false).await);
        let page = auditor.only().await;
        assert!(!owner.get(VIEWS).await.text.contains("Private"));
        let abroad = page.replace("/acme/", "/globex/");
        for (member, page) in [
            (&owner, &page),
            (&stranger, &page),
            (&stranger, &abroad),
            (
                &owner,
                &format!("{VIEWS}/018f0000-0000-7000-8000-000000000000"),
            ),
            (&owner, &format!("{VIEWS}/nonsense")),
        ] {
            let mut replies = vec![
                member.get(page).await,
                member.post(page, &[("name", "Mine")]).await,
            ];
            for action in ["delete", "restore"] {
                replies.push(member.post(&format!("{page}/{action}"), &[]).await);
            }
            for reply in replies {
                assert_eq!(reply.status, 404, "{page}");
                assert!(!reply.text.contains("Private"), "{page}");
            }
        }
        assert_eq!(told(world), ["view.create success"]);
    })
    .await;
}

#[tokio::test]
async fn a_refused_form_keeps_its_input_and_one_from_elsewhere_does_nothing() {
    each_backend(async |world| {
        let admin = Person::sign_in(world, "acme", "admin").await;
        let auditor = Person::sign_in(world, "acme", "auditor").await;
        location(&admin.save("Errors", "outcome=error", false).await);
        let long = "x".repeat(61);
        let many = format!("q={}", "x".repeat(5_000));
        let words = format!("q={}", "word+".repeat(21));
        for (name, query, message) in [
            ("", "outcome=error", "Enter a name"),
            (long.as_str(), "outcome=error", "Use 1 to 60 characters"),
            ("ERRORS", "op=user", "There is a view of this name already"),
            ("new", "outcome=terrible", "These filters cannot be saved"),
            ("new", "operation=user", "These filters cannot be saved"),
            ("new", "from=yesterday", "These filters cannot be saved"),
            ("new", &many, "These filters cannot be saved"),
            ("new", &words, "These filters cannot be saved"),
        ] {
            let reply = admin.save(name, query, true).await;
            assert_eq!(reply.status, 422, "{name} {query}");
            assert!(reply.text.contains(message), "{message}: {}", reply.text);
            assert!(reply.text.contains("<title>Error: "), "{}", reply.text);
            assert!(reply.text.contains(&format!("value=\"{name}\"")), "{name}");
        }
        let page = admin.only().await;
        let renamed = admin.post(&page, &[("name", "")]).await;
        assert_eq!(renamed.status, 422);
        assert!(renamed.text.contains("Enter a name"));
        // What cannot be asked is the list with the message, as everywhere.
        let odd = admin.get(&format!("{NEW}?outcome=terrible")).await;
        assert_eq!(odd.status, 422);
        assert!(odd.text.contains("Audit log"));

        assert_eq!(auditor.save("ours", "op=user", true).await.status, 403);
        for path in [
            NEW,
            &page,
            &format!("{page}/delete"),
            &format!("{page}/restore"),
        ] {
            let fields = [("csrf", "wrong"), ("name", "x"), ("query", "")];
            let reply = admin.browser.form(path, &fields).await;
            assert_eq!(reply.status, 403, "{path}");
        }
        assert_eq!(told(world), ["view.create success"]);
    })
    .await;
}

#[tokio::test]
async fn what_every_tenant_has_finds_what_its_name_says() {
    each_backend(async |world| {
        let user = json!({"userName": "ada"});
        let ada = world.writer.post("/Users", &user).await.id(201);
        world
            .writer
            .post("/Users", &user)
            .await
            .refused(409, Some("uniqueness"));
        let address = format!("/Users/{ada}");
        for active in [false, false, true] {
            let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "active", "value": active}]});
            world.writer.patch(&address, &patch).await.expect(200);
        }
        let admin = Person::sign_in(world, "acme", "admin").await;
        location(&admin.save("mine", "op=user", false).await);
        assert_eq!(admin.save("", "op=user", false).await.status, 422);
        let page = admin.get("/t/acme/audit").await.text;
        let found = async |name: &str| {
            let (before, _) = page.split_once(&format!(">{name}<")).unwrap();
            let (_, href) = before.rsplit_once("href=\"").unwrap();
            let href = href.split('"').next().unwrap().replace("&amp;", "&");
            let export = href.replace("/audit?", "/audit/export?format=ndjson&");
            let export = admin.get(&export).await;
            assert_eq!(export.status, 200, "{}", export.text);
            let mut lines: Vec<Value> = export
                .text
                .lines()
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            lines.pop();
            let told = lines.iter().map(|event| {
                let text = |name: &str| event[name].as_str().unwrap().to_owned();
                format!(
                    "{} {} {}",
                    text("channel"),
                    text("operation"),
                    text("outcome")
                )
            });
            told.collect::<Vec<_>>()
        };
        assert_eq!(
            found("Errors, last 24 h").await,
            ["scim user.create client_error"]
        );
        assert_eq!(
            found("Deactivations, last 7 days").await,
            ["scim user.deactivate success"]
        );
        // Neither that somebody signed in, nor the exports above.
        assert_eq!(
            found("Console changes").await,
            ["console view.create success"]
        );
    })
    .await;
}
