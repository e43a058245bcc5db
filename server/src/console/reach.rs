//! Who can reach the public URL, and whether a password may travel to it.

use std::net::IpAddr;

use app::model::connect::Reach;

/// Who can reach this URL, as far as the URL tells.
pub(super) fn of(public_url: &str) -> Reach {
    if is_local(host(public_url)) {
        return Reach::Local;
    }
    if public_url.starts_with("https://") {
        Reach::Public
    } else {
        Reach::PlainHttp
    }
}

/// Over plain HTTP a first password is typed on the machine itself, or not at all.
pub(super) fn refuses_passwords(public_url: &str) -> bool {
    !public_url.starts_with("https://") && !is_loopback(host(public_url))
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some(bracketed) = authority.strip_prefix('[') {
        return bracketed.split(']').next().unwrap_or_default();
    }
    authority
        .rsplit_once(':')
        .map_or(authority, |(host, _)| host)
}

fn is_loopback(host: &str) -> bool {
    let name = host.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.to_canonical().is_loopback())
}

fn is_local(host: &str) -> bool {
    let private = match host.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
        Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Ok(IpAddr::V6(ip)) => {
            ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified()
        }
        // A name without a dot is known inside one network only.
        Err(_) => {
            matches!(host.rsplit('.').next(), Some("local" | "internal")) || !host.contains('.')
        }
    };
    private || is_loopback(host)
}

#[cfg(test)]
mod tests {
    use app::model::connect::Reach;

    use super::{of, refuses_passwords};

    fn check(url: &str, reach: Reach, refuses: bool) {
        assert_eq!((of(url), refuses_passwords(url)), (reach, refuses), "{url}");
    }

    #[test]
    fn the_public_url_tells_who_can_reach_it() {
        check("http://127.0.0.1:3000", Reach::Local, false);
        check("http://localhost:3000", Reach::Local, false);
        check("http://[::1]:3000", Reach::Local, false);
        check("http://0.0.0.0:3000", Reach::Local, true);
        check("http://192.168.1.5:3000", Reach::Local, true);
        check("https://rollcall", Reach::Local, false);
        check("https://id.example", Reach::Public, false);
        check("https://id.example:8443/x", Reach::Public, false);
        check("http://id.example", Reach::PlainHttp, true);
        check("https://[2001:db8::1]", Reach::Public, false);
    }
}
