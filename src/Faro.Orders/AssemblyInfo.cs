using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Faro.Orders.Tests")]
