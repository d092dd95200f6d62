// spectral_update: ends a power iteration on W: [rows, channels]. From t (W·u of
// the old u), s = Wᵀ·t and the partial sums squares of |t|²:
//   v = t / max(|t|, eps), u = Wᵀv / max(|Wᵀv|, eps), sigma = uᵀ·Wᵀv.
// u, v are updated in place; uNow, vNow are copies that a later iteration
// leaves alone. Without ITERATE u and v stay, t is v, and sigma = uᵀ·s.
// One thread: SPAN consecutive elements of (v, u), and the norms they need.
#version 460
#extension GL_GOOGLE_include_directive : require
#include "include/buffers.glsl"
layout(local_size_x = 64) in;
layout(constant_id = 0) const bool ITERATE = true;
layout(push_constant) uniform Push {
    Floats t;
    Floats s;
    Floats squares;
    Floats u;
    Floats v;
    Floats uNow;
    Floats vNow;
    Floats sigma;
    uint rows;
    uint channels;
    uint chunks;
    float eps;
} p;
const uint SPAN = 16;

float length_of_t() {
    float sum = 0.0;
    for (uint k = 0; k < p.chunks; k++) sum += p.squares.at[k];
    return max(sqrt(sum), p.eps);
}

void keep(uint begin) {
    for (uint j = begin; j < min(begin + SPAN, p.rows + p.channels); j++) {
        if (j < p.rows) p.vNow.at[j] = p.v.at[j];
        else p.uNow.at[j - p.rows] = p.u.at[j - p.rows];
    }
    if (begin > 0) return;
    float sigma = 0.0;
    for (uint c = 0; c < p.channels; c++) sigma += p.u.at[c] * p.s.at[c];
    p.sigma.at[0] = sigma;
}

void iterate(uint begin) {
    float lengthT = length_of_t();
    float sum = 0.0;
    for (uint c = 0; c < p.channels; c++) {
        float s = p.s.at[c] / lengthT;
        sum += s * s;
    }
    float lengthS = max(sqrt(sum), p.eps);
    for (uint j = begin; j < min(begin + SPAN, p.rows + p.channels); j++) {
        if (j < p.rows) {
            float v = p.t.at[j] / lengthT;
            p.v.at[j] = v;
            p.vNow.at[j] = v;
        } else {
            float u = p.s.at[j - p.rows] / lengthT / lengthS;
            p.u.at[j - p.rows] = u;
            p.uNow.at[j - p.rows] = u;
        }
    }
    if (begin == 0) p.sigma.at[0] = sum / lengthS;
}

void main() {
    uint begin = item_index() * SPAN;
    if (begin >= p.rows + p.channels) return;
    if (ITERATE) iterate(begin);
    else keep(begin);
}
