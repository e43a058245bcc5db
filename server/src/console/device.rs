//! What somebody looks through, as far as their `User-Agent` tells. Anybody can write anything
//! there: it helps to recognise one's own devices, and nothing is decided by it.

/// The browser and the system, by the names that people know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Device {
    pub(super) browser: Option<&'static str>,
    pub(super) system: Option<&'static str>,
}

/// What a header has of each, the more special first: browsers name those that they resemble.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
];

impl Device {
    /// Reads a `User-Agent` header.
    pub(super) fn of(agent: &str) -> Self {
        let known = |names: &[(&str, &'static str)]| {
            let found = names.iter().find(|(sign, _)| agent.contains(sign));
            found.map(|(_, name)| *name)
        };
        Self {
            browser: known(&BROWSERS),
            system: known(&SYSTEMS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Device;

    #[track_caller]
    fn check(agent: &str, browser: Option<&str>, system: Option<&str>) {
        let device = Device::of(agent);
        assert_eq!(
            (device.browser, device.system),
            (browser, system),
            "{agent}"
        );
    }

    #[test]
    fn a_device_is_told_by_its_most_special_names() {
        check(
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            Some("Firefox"),
            Some("Linux"),
        );
        check(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0",
            Some("Edge"),
            Some("Windows"),
        );
        check(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
            Some("Safari"),
            Some("macOS"),
        );
        check(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/150.0.0.0 Mobile/15E148 Safari/604.1",
            Some("Chrome"),
            Some("iPhone"),
        );
        check(
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36",
            Some("Chrome"),
            Some("Android"),
        );
        check("curl/8.17.0", Some("curl"), None);
        check("", None, None);
        check("\u{202e}nonsense", None, None);
    }
}
