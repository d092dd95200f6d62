// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC 2011): a bijection of a 128-bit counter under a 64-bit key. Each element of
// a stream is computed on its own, so work groups do not change the result.
uvec4 philox(uvec2 key, uvec4 counter) {
    for (uint round = 0; round < 10; round++) {
        uint high0, low0, high1, low1;
        umulExtended(0xD2511F53u, counter.x, high0, low0);
        umulExtended(0xCD9E8D57u, counter.z, high1, low1);
        counter = uvec4(high1 ^ counter.y ^ key.x, low1, high0 ^ counter.w ^ key.y, low0);
        key += uvec2(0x9E3779B9u, 0xBB67AE85u);
    }
    return counter;
}

// random_block is the block-th group of four words of one stream: the first
// two counter words number the block, the last two name the stream.
uvec4 random_block(uvec2 seed, uvec2 stream, uint block) {
    return philox(seed, uvec4(block, 0u, stream));
}

// unit_interval maps words to [0, 1) in steps of 2^-24: every value is exact.
vec4 unit_interval(uvec4 bits) {
    return vec4(bits >> 8) * (1.0 / 16777216.0);
}
