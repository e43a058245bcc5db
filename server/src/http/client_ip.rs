//! The address a request came from, when proxies stand between.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use http::header::FORWARDED;

/// The client's address: the peer's, unless the peer is a proxy that the operator trusts.
///
/// Each proxy appends the address it saw, so the list is read from the right: the first address
/// that is no trusted proxy is the client's, and whatever stands left of it is the client's own
/// invention. `Forwarded` (RFC 7239) counts before `X-Forwarded-For`.
pub(crate) fn client_ip(
    peer: IpAddr,
    headers: &HeaderMap,
    trusted: impl Fn(IpAddr) -> bool,
) -> IpAddr {
    if !trusted(peer) {
        return peer;
    }
    let mut hops = forwarded(headers);
    if hops.is_empty() {
        hops = x_forwarded_for(headers);
    }
    let mut client = peer;
    for hop in hops.into_iter().rev() {
        // A hop that is no address ("unknown", an obfuscated name) hides what is left of it.
        let Some(ip) = hop else { break };
        client = ip;
        if !trusted(ip) {
            break;
        }
    }
    client
}

fn x_forwarded_for(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    headers
        .get_all("x-forwarded-for")
        .iter()
        .flat_map(|value| value.to_str().unwrap_or("").split(','))
        .map(address)
        .collect()
}

fn forwarded(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    headers
        .get_all(FORWARDED)
        .iter()
        .flat_map(|value| value.to_str().unwrap_or("").split(','))
        .map(|hop| {
            let parameter = hop.split(';').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                name.trim().eq_ignore_ascii_case("for").then_some(value)
            })?;
            address(parameter.trim().trim_matches('"'))
        })
        .collect()
}

/// `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:1234`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()))
        .map(|ip| ip.to_canonical())
        .ok()
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::client_ip;

    fn check(peer: &str, headers: &[(&'static str, &'static str)], expected: &str) {
        let map: HeaderMap = headers
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        let proxies: ipnet::IpNet = "10.0.0.0/8".parse().unwrap();
        let found = client_ip(peer.parse().unwrap(), &map, |ip: IpAddr| {
            proxies.contains(&ip)
        });
        assert_eq!(found.to_string(), expected, "{headers:?}");
    }

    #[test]
    fn headers_of_strangers_are_not_believed() {
        check(
            "203.0.113.9",
            &[("x-forwarded-for", "198.51.100.1")],
            "203.0.113.9",
        );
        check(
            "203.0.113.9",
            &[("forwarded", "for=198.51.100.1")],
            "203.0.113.9",
        );
    }

    #[test]
    fn the_rightmost_untrusted_hop_is_the_client() {
        check("10.0.0.1", &[], "10.0.0.1");
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "198.51.100.1")],
            "198.51.100.1",
        );
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "6.6.6.6, 198.51.100.1, 10.0.0.2")],
            "198.51.100.1",
        );
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "10.0.0.3, 10.0.0.2")],
            "10.0.0.3",
        );
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "198.51.100.1, unknown, 10.0.0.2")],
            "10.0.0.2",
        );
    }

    #[test]
    fn every_spelling_of_an_address_is_read() {
        check(
            "10.0.0.1",
            &[("forwarded", "for=198.51.100.1;proto=https")],
            "198.51.100.1",
        );
        check(
            "10.0.0.1",
            &[("forwarded", "proto=https; For=\"[2001:db8::1]:47\"")],
            "2001:db8::1",
        );
        check(
            "10.0.0.1",
            &[("forwarded", "for=6.6.6.6, for=198.51.100.1")],
            "198.51.100.1",
        );
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "198.51.100.1:5000")],
            "198.51.100.1",
        );
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "[2001:db8::1]")],
            "2001:db8::1",
        );
        check(
            "10.0.0.1",
            &[("x-forwarded-for", "::ffff:198.51.100.1")],
            "198.51.100.1",
        );
    }
}
