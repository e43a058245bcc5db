//! Users and groups by what somebody remembers of them.

use crate::harness::{Site, backends};

async fn users_of(site: &Site, text: &str, limit: usize) -> Vec<String> {
    let read = site.store.read(&site.tenant);
    let found = read.users().lookup(text, limit).await.unwrap();
    found.into_iter().map(|user| user.user_name).collect()
}

async fn groups_of(site: &Site, text: &str) -> Vec<String> {
    let read = site.store.read(&site.tenant);
    let found = read.groups().lookup(text, 6).await.unwrap();
    found.into_iter().map(|group| group.display_name).collect()
}

#[tokio::test]
async fn a_user_is_found_by_the_beginning_of_a_name_or_by_any_part_of_it() {
    for site in backends().await {
        for name in ["zoë", "Ann", "anna", "bob", "hans_100%"] {
            site.clock.advance(chrono::Duration::milliseconds(5));
            site.add_user(name).await;
        }
        for (text, expected) in [
            ("ANN", vec!["Ann", "anna"]),
            ("the b", vec!["bob"]),
            ("ext-bob", vec!["bob"]),
            ("Zoë", vec!["zoë"]),
            ("BOB@example", vec!["bob"]),
            ("_100%", vec!["hans_100%"]),
            ("%", vec!["hans_100%"]),
            ("nobody", vec![]),
            ("\0", vec![]),
            ("\u{10ffff}", vec![]),
        ] {
            assert_eq!(users_of(&site, text, 6).await, expected, "{text:?}");
        }
        // Where nothing begins with it, those that were changed last come first.
        assert_eq!(users_of(&site, "zander", 2).await, ["hans_100%", "bob"]);
    }
}

#[tokio::test]
async fn a_group_is_found_alike_and_those_of_others_are_not() {
    for site in backends().await {
        for name in ["Engineering", "Sales", "Sales EMEA", "The salespeople"] {
            site.clock.advance(chrono::Duration::milliseconds(5));
            site.add_group(name).await;
        }
        site.add_user("sal").await;
        assert_eq!(
            groups_of(&site, "sales").await,
            ["Sales", "Sales EMEA", "The salespeople"]
        );
        assert_eq!(groups_of(&site, "engineering").await, ["Engineering"]);

        let globex = site.another_tenant("globex").await;
        let read = site.store.read(&globex);
        assert!(read.users().lookup("sal", 6).await.unwrap().is_empty());
        assert!(read.groups().lookup("sales", 6).await.unwrap().is_empty());
    }
}
