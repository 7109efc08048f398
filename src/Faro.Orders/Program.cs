namespace Faro.Orders;

/// <summary>Starts Orders as a process of its own.</summary>
public static class Program
{
    /// <summary>Entry point.</summary>
    public static void Main()
    {
    }
}
