//! Pictures that phones read.

use app::model::second_factor::Picture;
use qrcodegen::{QrCode, QrCodeEcc};

/// Draws a text, or nothing when it is too long for any picture.
pub(super) fn picture(text: &str) -> Option<Picture> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let outline = (0..code.size()).flat_map(|y| row(&code, y)).collect();
    Some(Picture {
        side: u32::try_from(code.size()).ok()?,
        outline,
    })
}

/// The dark stretches of a row, each as a closed path.
fn row(code: &QrCode, y: i32) -> Vec<String> {
    let mut stretches = Vec::new();
    let mut from = None;
    for x in 0..=code.size() {
        // Beyond the edge everything is light, which closes the last stretch.
        match (code.get_module(x, y), from) {
            (true, None) => from = Some(x),
            (false, Some(start)) => {
                let run = x - start;
                stretches.push(format!("M{start} {y}h{run}v1h-{run}z"));
                from = None;
            }
            _ => {}
        }
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn a_picture_has_the_three_corners_by_which_it_is_found() {
        let picture = picture("otpauth://totp/Rollcall:ada?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let far = picture.side - 7;
        for corner in [
            "M0 0h7v1h-7z".to_owned(),
            format!("M{far} 0h7v1h-7z"),
            format!("M0 {far}h7v1h-7z"),
        ] {
            assert!(picture.outline.contains(&corner), "{corner}");
        }
    }

    #[test]
    fn what_does_not_fit_is_no_picture() {
        assert!(picture(&"x".repeat(5_000)).is_none());
    }
}
