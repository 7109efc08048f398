using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Faro.Venues.Tests")]
[assembly: InternalsVisibleTo("Faro.Bench")]
