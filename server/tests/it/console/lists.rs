//! What narrows the lists of users and groups, and which columns they show.

use serde_json::{Value, json};

use crate::harness::{Client, Person, World, each_backend};

/// A client of another token of `acme`.
fn another(world: &World, name: &str) -> Client {
    let issue = ["token", "issue", "--tenant", "acme", "--name", name];
    let token = world.rollcall.done(&issue);
    world.writer.clone().with_token(&token)
}

async fn user(client: &Client, user_name: &str) -> String {
    client
        .post("/Users", &json!({"userName": user_name}))
        .await
        .id(201)
}

/// The names that a list has.
async fn listed(owner: &Person, path: &str) -> Vec<String> {
    let reply = owner.browser.clone().with("accept", "application/json");
    let data = reply.get(path).await.expect(200);
    let name = |row: &Value| {
        let name = row.get("userName").unwrap_or(&row["displayName"]);
        name.as_str().unwrap().to_owned()
    };
    data["rows"].as_array().unwrap().iter().map(name).collect()
}

#[tokio::test]
async fn a_list_is_narrowed_to_what_one_token_provisioned() {
    each_backend(async |world| {
        let entra = another(world, "entra");
        user(&world.writer, "ada").await;
        let grace = user(&entra, "grace").await;
        entra
            .post("/Groups", &json!({"displayName": "Compilers"}))
            .await
            .expect(201);
        world
            .writer
            .post("/Groups", &json!({"displayName": "Engines"}))
            .await
            .expect(201);
        // Who changes somebody is not who brought them.
        let put = json!({"userName": "grace", "displayName": "Grace"});
        world
            .writer
            .put(&format!("/Users/{grace}"), &put)
            .await
            .expect(200);
        world
            .rollcall
            .done(&["token", "rotate", "--tenant", "acme", "--name", "okta"]);
        let owner = Person::sign_in(world, "acme", "owner").await;
        for (path, expected) in [
            ("users?source=okta", &["ada"][..]),
            ("users?source=entra", &["grace"][..]),
            ("users?source=entra&q=ada", &[][..]),
            (
                "users?source=entra&active=true&sort=-changed",
                &["grace"][..],
            ),
            ("users?source=nobody", &[][..]),
            ("users?source=%00", &[][..]),
            ("groups?source=entra", &["Compilers"][..]),
            ("groups?source=okta&q=eng", &["Engines"][..]),
        ] {
            assert_eq!(
                listed(&owner, &format!("/t/acme/{path}")).await,
                expected,
                "{path}"
            );
        }
        let page = owner.get("/t/acme/users?source=entra").await.text;
        assert!(page.contains("<option value=\"entra\" selected"), "{page}");
        assert!(page.contains("<option value=\"okta\""), "{page}");
        let refused = owner
            .get("/t/acme/users?source=okta&filter=userName+pr")
            .await
            .text;
        assert!(refused.contains("id=\"source-error\""), "{refused}");
        let export = owner
            .get("/t/acme/users/export?format=ndjson&source=entra")
            .await
            .text;
        let row: Value = serde_json::from_str(export.trim()).unwrap();
        assert_eq!(
            (&row["userName"], &row["source"]),
            (&json!("grace"), &json!("entra"))
        );
    })
    .await;
}

#[tokio::test]
async fn a_list_of_users_is_narrowed_to_the_members_of_a_group() {
    each_backend(async |world| {
        let ada = user(&world.writer, "ada").await;
        user(&world.writer, "grace").await;
        let group = json!({"displayName": "Engines", "members": [{"value": ada}]});
        let group = world.writer.post("/Groups", &group).await.id(201);
        let seq = world.events("acme").pop().unwrap()["seq"].clone();
        world
            .writer
            .delete(&format!("/Users/{ada}"))
            .await
            .expect(204);
        let alan = user(&world.writer, "alan").await;
        let add = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "add", "path": "members", "value": [{"value": alan}]}]});
        world
            .writer
            .patch(&format!("/Groups/{group}"), &add)
            .await
            .expect(204);
        let owner = Person::sign_in(world, "acme", "owner").await;
        let unknown = "018f0000-0000-7000-8000-000000000000";
        for (query, expected) in [
            (format!("group={group}"), &["alan"][..]),
            (format!("group={group}&q=ada"), &[][..]),
            (
                format!("group={group}&filter=userName+sw+%22a%22"),
                &["alan"][..],
            ),
            (format!("group={group}&at={seq}"), &["ada"][..]),
            (format!("group={unknown}"), &[][..]),
        ] {
            let path = format!("/t/acme/users?{query}");
            assert_eq!(listed(&owner, &path).await, expected, "{query}");
        }
        let page = owner
            .get(&format!("/t/acme/users?group={group}"))
            .await
            .text;
        let chosen = format!("<option value=\"{group}\" selected");
        assert!(page.contains(&chosen), "{page}");
        let nonsense = owner.get("/t/acme/users?group=nonsense").await;
        assert_eq!(nonsense.status, 200);
        assert!(
            nonsense.text.contains("a value nobody knows"),
            "{}",
            nonsense.text
        );
        let members = owner
            .get(&format!("/t/acme/groups/{group}/members"))
            .await
            .text;
        let link = format!("href=\"/t/acme/users?group={group}\"");
        assert!(members.contains(&link), "{members}");
        // Another tenant's group is one that nobody is in.
        let foreign = json!({"displayName": "Theirs"});
        let globex = format!("{}/t/globex/scim/v2", world.server.url);
        let foreign = world
            .stranger
            .clone()
            .at(&globex)
            .post("/Groups", &foreign)
            .await
            .id(201);
        let page = owner.get(&format!("/t/acme/users?group={foreign}")).await;
        assert!(!page.text.contains("Theirs"), "{}", page.text);
    })
    .await;
}

#[tokio::test]
async fn what_is_used_beside_a_refused_filter_is_not_said_to_be_unused() {
    each_backend(async |world| {
        let entra = another(world, "entra");
        user(&world.writer, "ada").await;
        user(&entra, "grace").await;
        for (client, name) in [(&world.writer, "Engines"), (&entra, "Compilers")] {
            let group = json!({"displayName": name});
            client.post("/Groups", &group).await.expect(201);
        }
        let owner = Person::sign_in(world, "acme", "owner").await;
        let (fits, refused) = ("filter=id+pr", "filter=id+nonsense");
        for (path, field) in [
            ("users?source=entra", "source"),
            ("users?status=deleted", "status"),
            ("groups?source=entra", "source"),
        ] {
            for (filter, is_refused) in [(fits, false), (refused, true)] {
                let page = owner.get(&format!("/t/acme/{path}&{filter}")).await.text;
                let is_told = |field: &str| page.contains(&format!("id=\"{field}-error\""));
                assert_eq!(is_told("filter"), is_refused, "{path}: {page}");
                assert_eq!(is_told(field), !is_refused, "{path}: {page}");
            }
        }
        for (list, used, other) in [
            ("users", ">grace<", ">ada<"),
            ("groups", ">Compilers<", ">Engines<"),
        ] {
            let path = format!("/t/acme/{list}?source=entra&{refused}");
            let page = owner.get(&path).await.text;
            assert!(page.contains(used) && !page.contains(other), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn chosen_columns_are_shown_and_remembered() {
    each_backend(async |world| {
        user(&world.writer, "ada").await;
        world
            .writer
            .post("/Groups", &json!({"displayName": "Engines"}))
            .await
            .expect(201);
        let owner = Person::sign_in(world, "acme", "owner").await;
        let heads = async |path: &str| {
            let page = owner.get(path).await.text;
            let (_, head) = page.split_once("<thead").unwrap();
            let (head, _) = head.split_once("</thead>").unwrap();
            head.matches("<th ").count()
        };
        assert_eq!(heads("/t/acme/users").await, 6);
        assert_eq!(heads("/t/acme/users?col=name&col=source").await, 2);
        // From now on, and on the list of users alone.
        assert_eq!(heads("/t/acme/users").await, 2);
        assert_eq!(heads("/t/acme/groups").await, 4);
        assert_eq!(heads("/t/acme/groups?col=name").await, 1);
        assert_eq!(heads("/t/acme/groups").await, 1);
        let page = owner.get("/t/acme/users?q=ada").await.text;
        assert!(page.contains("name=\"q\" value=\"ada\""), "{page}");
        let unknown = owner.get("/t/acme/users?col=shoes").await;
        assert_eq!(unknown.status, 200);
        assert!(
            unknown.text.contains("a value nobody knows"),
            "{}",
            unknown.text
        );
        let answer = owner.get("/t/acme/users?col=name&col=changed").await;
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("user_columns=name.changed;"), "{cookie}");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_is_none_by_itself_is_refused_beside_others_too() {
    each_backend(async |world| {
        for name in ["ada", "grace"] {
            let user = json!({"userName": name, "active": name == "ada"});
            world.writer.post("/Users", &user).await.expect(201);
        }
        let owner = Person::sign_in(world, "acme", "owner").await;
        // Put into parentheses it would be one, and find everybody.
        let unbalanced = "userName+pr)+or+(userName+pr";
        for rest in ["", "&active=true"] {
            let path = format!("/t/acme/users?filter={unbalanced}{rest}");
            let page = owner.get(&path).await.text;
            assert!(page.contains("id=\"filter-error\""), "{rest}: {page}");
            // The list stays as it is without the filter.
            assert!(page.contains(">ada<"), "{rest}: {page}");
            assert_eq!(page.contains(">grace<"), rest.is_empty(), "{rest}: {page}");
        }
        let path = format!("/t/acme/users/export?format=csv&filter={unbalanced}&active=true");
        assert_eq!(owner.get(&path).await.status, 422);
        let both = owner
            .get("/t/acme/users?filter=userName+pr&active=true")
            .await;
        assert!(both.text.contains(">ada<") && !both.text.contains(">grace<"));
    })
    .await;
}
