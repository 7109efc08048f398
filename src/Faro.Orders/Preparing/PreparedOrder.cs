namespace Faro.Orders.Preparing;

/// <summary>An order that was prepared.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="Answer">The answer to the caller (UTF-8 JSON), as it is stored: the same request gives it again, byte for byte.</param>
public sealed record PreparedOrder(Guid OrderId, byte[] Answer);
