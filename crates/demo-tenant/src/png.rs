/// The side of a picture, in pixels.
const SIDE: i32 = 120;

/// A head and shoulders on a coloured ground, as a PNG.
pub(crate) fn silhouette([red, green, blue]: [u8; 3]) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..SIDE {
        rows.push(0); // no filter
        for x in 0..SIDE {
            let pixel = if is_figure(x, y) { [0xf4, 0xf1, 0xe8] } else { shade([red, green, blue], y) };
            rows.extend_from_slice(&pixel);
        }
    }
    encode(&rows)
}

fn is_figure(x: i32, y: i32) -> bool {
    let inside = |centre_x: i32, centre_y: i32, radius: i32| {
        (x - centre_x).pow(2) + (y - centre_y).pow(2) <= radius.pow(2)
    };
    inside(SIDE / 2, 46, 23) || inside(SIDE / 2, 126, 48)
}

/// Darker towards the bottom.
fn shade(colour: [u8; 3], y: i32) -> [u8; 3] {
    let keep = u16::try_from(255 - y * 70 / SIDE).unwrap_or(255);
    colour.map(|channel| u8::try_from(u16::from(channel) * keep / 255).unwrap_or(channel))
}

/// A PNG of 8-bit RGB (PNG, third edition, sections 5 and 11).
fn encode(rows: &[u8]) -> Vec<u8> {
    let side = SIDE.to_be_bytes();
    let header = [side.as_slice(), side.as_slice(), &[8, 2, 0, 0, 0]].concat();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut png, *b"IHDR", &header);
    chunk(&mut png, *b"IDAT", &stored(rows));
    chunk(&mut png, *b"IEND", &[]);
    png
}

fn chunk(png: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    png.extend(u32::try_from(data.len()).unwrap_or_default().to_be_bytes());
    let start = png.len();
    png.extend(kind);
    png.extend(data);
    let checksum = crc32(&png[start..]);
    png.extend(checksum.to_be_bytes());
}

/// A zlib stream of uncompressed blocks (RFC 1950; RFC 1951, section 3.2.4).
fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or_default();
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn adler32(data: &[u8]) -> u32 {
    let (low, high) = data.iter().fold((1u32, 0u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_picture_begins_as_a_png() {
        assert!(silhouette([1, 2, 3]).starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
    }
}
