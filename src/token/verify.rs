//! Whether a token's signature fits a certificate.
//!
//! One rule: the certificate is used and dropped; it is never kept, printed or compared.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::bytes::{crc32, is_hex32};
use super::model::{Call, Reading, Token, Version};

/// Whether the signature fits an App Certificate (32 hexadecimal digits).
///
/// 007 needs nothing else. 006 also needs the channel and the user id of the call (the user id alone for RTM), and these
/// must be the ones the token was made for. `None`: cannot be checked, because the token is damaged, masked or older
/// than 006, the certificate is not 32 hexadecimal digits, or the call does not say enough.
#[must_use]
pub fn verify(reading: &Reading, certificate: &str, call: &Call) -> Option<bool> {
    let Reading::Decoded(token) = reading else {
        return None;
    };
    let certificate = certificate.trim();
    if !is_hex32(certificate) {
        return None;
    }
    match token.version {
        Version::V007 => verify_007(token, certificate),
        Version::V006 => verify_006(token, certificate, call),
        _ => None,
    }
}

/// The key is made of the certificate in two steps, with the time of making and the salt as keys.
fn verify_007(token: &Token, certificate: &str) -> Option<bool> {
    let issued = u32::try_from(token.issued?).ok()?;
    let first = sign(&issued.to_le_bytes(), &[certificate.as_bytes()])?.finalize().into_bytes();
    let second = sign(&token.salt.to_le_bytes(), &[&first])?.finalize().into_bytes();
    Some(sign(&second, &[&token.signed])?.verify_slice(&token.signature).is_ok())
}

/// The signature covers App ID, channel, user id and the message. The CRC-32 values tell whether these are the right ones.
fn verify_006(token: &Token, certificate: &str, call: &Call) -> Option<bool> {
    let user = call.uid.as_ref().map(super::Uid::text);
    let fits = |crc: Option<u32>, text: &str| crc == Some(crc32(text.as_bytes()));
    let channels = [call.channel.as_deref(), user.as_deref(), Some("")];
    let channel = channels.into_iter().flatten().find(|text| fits(token.channel_crc, text))?;
    let users = [user.as_deref(), Some("")];
    let user = users.into_iter().flatten().find(|text| fits(token.uid_crc, text))?;
    let app_id = token.app_id.as_deref()?;
    let parts = [app_id.as_bytes(), channel.as_bytes(), user.as_bytes(), &token.signed];
    let mac = sign(certificate.as_bytes(), &parts)?;
    Some(mac.verify_slice(&token.signature).is_ok())
}

fn sign(key: &[u8], parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac)
}
