//! Packed inputs.

use std::io::Write;

/// A function that packs a text.
pub(crate) type Pack = fn(&[u8]) -> Vec<u8>;

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text).expect("memory");
    writer.finish().expect("memory")
}

pub(crate) fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    writer.write_all(text).expect("memory");
    writer.finish().expect("memory")
}

pub(crate) fn zstd(text: &[u8]) -> Vec<u8> {
    let mut writer = zstd::bulk::Compressor::new(1).expect("memory");
    writer.include_checksum(true).expect("a known parameter");
    writer.compress(text).expect("memory")
}

/// A real xz file of `xz_text`, made by the usual tool.
pub(crate) const XZ: &[u8] = include_bytes!("sample.xz");

pub(crate) fn xz_text() -> Vec<u8> {
    b"first line\nsecond line ret -17\n".repeat(40)
}

pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *text).expect("memory");
    }
    builder.into_inner().expect("memory")
}

pub(crate) struct Member<'a> {
    pub(crate) name: &'a str,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) data: &'a [u8],
    pub(crate) text: &'a [u8],
}

pub(crate) fn stored<'a>(name: &'a str, text: &'a [u8]) -> Member<'a> {
    Member { name, method: 0, flags: 0, data: text, text }
}

pub(crate) fn deflate(text: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(text).expect("memory");
    writer.finish().expect("memory")
}

fn crc(text: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(text);
    crc.sum()
}

fn int(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("small").to_le_bytes()
}

/// Flags, method, time, checksum, sizes and length of the name, as both kinds of header have them.
fn common(member: &Member<'_>, local: bool) -> Vec<u8> {
    let descriptor = local && member.flags & 8 != 0;
    let (sum, packed, size) = if descriptor { (0, 0, 0) } else { (crc(member.text), member.data.len(), member.text.len()) };
    let mut out = [member.flags.to_le_bytes(), member.method.to_le_bytes()].concat();
    out.extend([0; 4]);
    out.extend(sum.to_le_bytes());
    out.extend(int(packed));
    out.extend(int(size));
    out.extend(&int(member.name.len())[..2]);
    out.extend([0; 2]);
    out
}

/// The members without a directory, and where each begins.
pub(crate) fn zip_members(members: &[Member<'_>]) -> (Vec<u8>, Vec<usize>) {
    let (mut out, mut starts) = (Vec::new(), Vec::new());
    for member in members {
        starts.push(out.len());
        out.extend(b"PK\x03\x04\x14\x00");
        out.extend(common(member, true));
        out.extend(member.name.as_bytes());
        out.extend(member.data);
        if member.flags & 8 != 0 {
            out.extend(b"PK\x07\x08");
            out.extend(crc(member.text).to_le_bytes());
            out.extend(int(member.data.len()));
            out.extend(int(member.text.len()));
        }
    }
    (out, starts)
}

pub(crate) fn zip(members: &[Member<'_>]) -> Vec<u8> {
    let (mut out, starts) = zip_members(members);
    let directory = out.len();
    for (member, start) in members.iter().zip(starts) {
        out.extend(b"PK\x01\x02\x14\x00\x14\x00");
        out.extend(common(member, false));
        out.extend([0; 10]);
        out.extend(int(start));
        out.extend(member.name.as_bytes());
    }
    let length = out.len() - directory;
    out.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        out.extend(&int(members.len())[..2]);
    }
    out.extend(int(length));
    out.extend(int(directory));
    out.extend([0; 2]);
    out
}
