// Bytes lie four to a little-endian word: a device need not have 8-bit storage.
uint byte_at(Uints words, uint i) {
    return (words.at[i / 4] >> (8 * (i % 4))) & 255u;
}

uvec4 unpack_bytes(uint word) {
    return (uvec4(word) >> uvec4(0, 8, 16, 24)) & 255u;
}

uint pack_bytes(uvec4 bytes) {
    return bytes.x | bytes.y << 8 | bytes.z << 16 | bytes.w << 24;
}
