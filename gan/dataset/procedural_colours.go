package dataset

import (
	"math"
	"math/rand/v2"
)

// gradient is a colour that changes evenly across the image: red, green and
// blue from 0 to 255 in its middle, and their slopes along x and y.
type gradient struct {
	middle, slopeX, slopeY [Channels]float64
}

func (g *gradient) at(x, y float64) (rgb [Channels]float64) {
	for c := range Channels {
		rgb[c] = min(max(g.middle[c]+g.slopeX[c]*x+g.slopeY[c]*y, 0), 255)
	}
	return rgb
}

// randomColours draws a pale or a dark background and a foreground of very
// different lightness. Any hue may come, except yellow on a pale background: as
// dark as it would have to be there, it looks brown.
func randomColours(r *rand.Rand) (ground, ink gradient) {
	hue := between(r, 0, 2*math.Pi)
	if pale := r.IntN(2) == 0; pale {
		inkHue := between(r, 2.4, 7.0)
		ground = randomGradient(r, between(r, 0.92, 0.96), between(r, 0.02, 0.05), hue, 0.03, 0.5)
		ink = randomGradient(r, between(r, 0.48, 0.60), between(r, 0.15, 0.21), inkHue, 0.05, 0.6)
		return ground, ink
	}
	inkHue := between(r, 0, 2*math.Pi)
	ground = randomGradient(r, between(r, 0.22, 0.30), between(r, 0.04, 0.08), hue, 0.04, 0.5)
	ink = randomGradient(r, between(r, 0.73, 0.85), between(r, 0.12, 0.17), inkHue, 0.05, 0.6)
	return ground, ink
}

// randomGradient runs in a random direction from one colour to another that
// differs from it by twice light in lightness and by swing in hue.
func randomGradient(r *rand.Rand, lightness, chroma, hue, light, swing float64) gradient {
	from := oklch(lightness-light, chroma, hue-swing/2)
	to := oklch(lightness+light, chroma, hue+swing/2)
	direction := between(r, 0, 2*math.Pi)
	var g gradient
	for c := range Channels {
		g.middle[c] = (from[c] + to[c]) / 2
		g.slopeX[c] = (to[c] - from[c]) * math.Cos(direction)
		g.slopeY[c] = (to[c] - from[c]) * math.Sin(direction)
	}
	return g
}

// oklch converts lightness (0 to 1), chroma and hue (radians) of the perceptual
// Oklab space (Ottosson, 2020) to sRGB from 0 to 255. Steps of equal size in it
// look equally large whatever the hue, which red, green and blue do not offer.
func oklch(lightness, chroma, hue float64) [Channels]float64 {
	a, b := chroma*math.Cos(hue), chroma*math.Sin(hue)
	l := cube(lightness + 0.3963377774*a + 0.2158037573*b)
	m := cube(lightness - 0.1055613458*a - 0.0638541728*b)
	s := cube(lightness - 0.0894841775*a - 1.2914855480*b)
	return [Channels]float64{
		255 * companded(4.0767416621*l-3.3077115913*m+0.2309699292*s),
		255 * companded(-1.2684380046*l+2.6097574011*m-0.3413193965*s),
		255 * companded(-0.0041960863*l-0.7034186147*m+1.7076147010*s),
	}
}

func cube(x float64) float64 { return x * x * x }

// companded applies sRGB's transfer function to linear light, clipped to [0, 1].
func companded(linear float64) float64 {
	linear = min(max(linear, 0), 1)
	if linear <= 0.0031308 {
		return 12.92 * linear
	}
	return 1.055*math.Pow(linear, 1/2.4) - 0.055
}
