// reduce_sum: y[g, k, c] = scale · Σ x[g, r, c] over the rows r of chunk k.
// x: [G, rows, channels], float16 where FLOAT16_MASK says so, y: [G, chunks, channels]; chunk k has the rows
// [k·chunk, min((k+1)·chunk, rows)), summed in their order.
// One thread: one (g, k) of EACH times one channel, or four consecutive ones (vec4).
//!variant vec4 LANES=4
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/lanes.glsl"
#include "include/chunks.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const uint FLOAT16_MASK = 0;
layout(constant_id = 1) const uint EACH = 1;
#include "include/float16.glsl"
layout(push_constant) uniform Push {
    LaneBuffer x;
    LaneBuffer y;
    uint items;
    uint rows;
    uint channels; // in pieces of EACH
    uint chunk;
    uint chunks;
    float scale;
} p;

void main() {
    uint i = item_index();
    if (i >= p.items) return;
    Chunk k = chunk_of(i, p.rows, p.channels, p.chunk, p.chunks);
    Lane sum[EACH];
    [[unroll]] for (uint e = 0; e < EACH; e++) sum[e] = Lane(0.0);
    for (uint at = k.first; at < k.end; at += p.channels) {
        [[unroll]] for (uint e = 0; e < EACH; e++) sum[e] += load_lane(p.x, at * EACH + e, 0);
    }
    [[unroll]] for (uint e = 0; e < EACH; e++) p.y.at[i * EACH + e] = p.scale * sum[e];
}
