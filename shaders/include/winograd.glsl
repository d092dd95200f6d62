// The transforms of Winograd's convolution F(4×4, 3×3), along one axis. They
// evaluate polynomials at 0, ±√2/2, ±√2 and infinity, points whose rounding
// errors stay small (Barabasz et al., "Error analysis and improving the
// accuracy of Winograd convolution for deep neural networks", 2020). With the
// matrices written out in tests/ref/winograd.go, y = Aᵀ((G·g) ⊙ (Bᵀ·d)). A
// thread has two channels, one 64-bit word: lavapipe's loads cost by the word, and
// kernels that hold a tile of 6×6 compile in half the time that four channels take.
const uint OUTER = 4;                // pixels of y along an axis of a tile
const uint INNER = 6;                // pixels of x that they see, and positions of the transforms
const uint POSITIONS = INNER * INNER; // of both axes
const float ROOT = 1.41421356237;    // √2

// winograd_input is Bᵀ·d.
void winograd_input(vec2 d[INNER], out vec2 v[INNER]) {
    vec2 even = d[4] - 2 * d[2];
    vec2 odd = 0.5 * ROOT * (d[3] - 2 * d[1]);
    v[1] = even + odd;
    v[2] = even - odd;
    even = d[4] - 0.5 * d[2];
    odd = ROOT * (d[3] - 0.5 * d[1]);
    v[3] = even + odd;
    v[4] = even - odd;
    v[0] = d[0] - 2.5 * d[2] + d[4];
    v[5] = d[1] - 2.5 * d[3] + d[5];
}

// winograd_weight is G·g.
void winograd_weight(vec2 g[3], out vec2 u[INNER]) {
    u[0] = g[0];
    vec2 even = (2 * g[0] + g[2]) * (-1.0 / 3.0);
    vec2 odd = g[1] * (-ROOT / 3.0);
    u[1] = even + odd;
    u[2] = even - odd;
    even = (g[0] + 2 * g[2]) * (1.0 / 6.0);
    odd = g[1] * (ROOT / 6.0);
    u[3] = even + odd;
    u[4] = even - odd;
    u[5] = g[2];
}

// winograd_output is Aᵀ·m.
void winograd_output(vec2 m[INNER], out vec2 y[OUTER]) {
    vec2 even1 = m[1] + m[2], odd1 = m[1] - m[2];
    vec2 even2 = m[3] + m[4], odd2 = m[3] - m[4];
    y[0] = m[0] + even1 + even2;
    y[1] = 0.5 * ROOT * (odd1 + 2 * odd2);
    y[2] = 0.5 * even1 + 2 * even2;
    y[3] = m[5] + 0.25 * ROOT * (odd1 + 8 * odd2);
}

// winograd_output_adjoint is A·g: it maps the gradient of y to that of m.
void winograd_output_adjoint(vec2 g[OUTER], out vec2 z[INNER]) {
    z[0] = g[0];
    vec2 even = g[0] + 0.5 * g[2];
    vec2 odd = 0.5 * ROOT * (g[1] + 0.5 * g[3]);
    z[1] = even + odd;
    z[2] = even - odd;
    even = g[0] + 2 * g[2];
    odd = ROOT * (g[1] + 2 * g[3]);
    z[3] = even + odd;
    z[4] = even - odd;
    z[5] = g[3];
}

// winograd_weight_adjoint is Gᵀ·s.
void winograd_weight_adjoint(vec2 s[INNER], out vec2 g[3]) {
    vec2 even1 = (s[1] + s[2]) * (1.0 / 3.0), even2 = (s[3] + s[4]) * (1.0 / 6.0);
    g[0] = s[0] - 2 * even1 + even2;
    g[1] = (s[2] - s[1]) * (ROOT / 3.0) + (s[3] - s[4]) * (ROOT / 6.0);
    g[2] = s[5] - even1 + 2 * even2;
}
