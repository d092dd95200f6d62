// spectral_backward_dot: partial sums of Σ gradOutput · W over chunks of rows.
// weight W, gradOutput: [rows, channels], partial: [chunks, channels].
// One thread: one (chunk, channel), or four consecutive channels (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(push_constant) uniform Push {
    LaneBuffer weight;
    LaneBuffer gradOutput;
    LaneBuffer partial;
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
    Lane sum = Lane(0.0);
    for (uint at = k.first; at < k.end; at += p.channels) sum += p.gradOutput.at[at] * p.weight.at[at];
    p.partial.at[i] = sum;
}
