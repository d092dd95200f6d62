// spectral_left: partial sums of s = Wᵀ · t and of |t|² over chunks of rows, the
// second half of a power iteration.
// weight W: [rows, channels], t: [rows], partial: [chunks, channels], squares: [chunks].
// One thread: one (chunk, channel), or four consecutive channels (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    LaneBuffer weight;
    Floats t;
    LaneBuffer partial;
    Floats squares;
    uint items;
    uint rows;
    uint channels;
    uint chunk;
    uint chunks;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Chunk k = chunk_of(i, p.rows, p.channels, p.chunk, p.chunks);
    uint row = k.number * p.chunk;
    Lane sum = Lane(0.0);
    float square = 0.0;
    for (uint at = k.first; at < k.end; at += p.channels) {
        float t = p.t.at[row++];
        sum += p.weight.at[at] * t;
        square += t * t;
    }
    p.partial.at[i] = sum;
    if (k.channel == 0) p.squares.at[k.number] = square;
}
